import './fonts.css';
import '../ui/tokens.css';
import '../ui/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { start } from './engine/device.svelte';
import { speak } from './i18n.svelte';

speak();
mount(App, { target: document.getElementById('root')! });
void start();
if ('serviceWorker' in navigator) void navigator.serviceWorker.register('/app/sw.js', { scope: '/app/' });
