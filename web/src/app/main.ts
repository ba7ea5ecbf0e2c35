import './fonts.css';
import '../ui/tokens.css';
import '../ui/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { start } from './engine/device.svelte';
import { speak } from './i18n.svelte';
import { registerWorker } from './worker';

speak();
mount(App, { target: document.getElementById('root')! });
void start();
registerWorker();
