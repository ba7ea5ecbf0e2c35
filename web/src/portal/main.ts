import '../app/fonts.css';
import '../ui/tokens.css';
import '../ui/base.css';
import '../work/work.css';
import { mount } from 'svelte';
import { connect } from '../work/api';
import { learn } from '../work/i18n.svelte';
import { begin, over, prove } from '../work/state.svelte';
import App from './App.svelte';
import { setUp } from './data.svelte';
import en from './locales/en.ftl?raw';
import sv from './locales/sv.ftl?raw';

learn(en, sv);
connect('/portal/v1', prove, over);
mount(App, { target: document.getElementById('root')! });
void setUp().then(begin);
