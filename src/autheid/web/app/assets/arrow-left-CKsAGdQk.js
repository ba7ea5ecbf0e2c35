var e=Array.isArray,t=Array.prototype.indexOf,n=Array.prototype.includes,r=Array.from,i=Object.defineProperty,a=Object.getOwnPropertyDescriptor,o=Object.getOwnPropertyDescriptors,s=Object.prototype,c=Array.prototype,l=Object.getPrototypeOf,u=Object.isExtensible;function d(e){return typeof e==`function`}var f=()=>{};function p(e){return typeof e?.then==`function`}function m(e){return e()}function h(e){for(var t=0;t<e.length;t++)e[t]()}function g(){var e,t;return{promise:new Promise((n,r)=>{e=n,t=r}),resolve:e,reject:t}}function _(e,t,n=!1){return e===void 0?n?t():t:e}function v(e,t){if(Array.isArray(e))return e;if(t===void 0||!(Symbol.iterator in e))return Array.from(e);let n=[];for(let r of e)if(n.push(r),n.length===t)break;return n}var y=1<<24,b=1024,x=2048,S=4096,ee=8192,te=16384,ne=32768,re=1<<25,ie=65536,ae=1<<18,oe=1<<19,se=1<<20,ce=1<<25,le=1<<21,ue=1<<22,de=1<<23,C=Symbol(`$state`),fe=Symbol(`component`),pe=Symbol(`legacy props`),me=Symbol(``),he=Symbol(`attributes`),ge=Symbol(`class`),_e=Symbol(`style`),ve=Symbol(`text`),ye=Symbol(`form reset`),be=new class extends Error{name=`StaleReactionError`;message="The reaction that called `getAbortSignal()` was re-run or destroyed"},xe=!!globalThis.document?.contentType&&globalThis.document.contentType.includes(`xml`),Se={},w=Symbol(`uninitialized`),Ce=`http://www.w3.org/1999/xhtml`,we=`http://www.w3.org/2000/svg`;function Te(){console.warn(`https://svelte.dev/e/derived_inert`)}function Ee(e){console.warn(`https://svelte.dev/e/hydration_mismatch`)}function De(){console.warn(`https://svelte.dev/e/select_multiple_invalid_value`)}function Oe(){console.warn(`https://svelte.dev/e/svelte_boundary_reset_noop`)}var T=!1;function E(e){T=e}var D;function O(e){if(e===null)throw Ee(),Se;return D=e}function ke(){return O(z(D))}function Ae(e){if(T){if(z(D)!==null)throw Ee(),Se;D=e}}function je(e=1){if(T){for(var t=e,n=D;t--;)n=z(n);D=n}}function Me(e=!0){for(var t=0,n=D;;){if(n.nodeType===8){var r=n.data;if(r===`]`){if(t===0)return n;--t}else(r===`[`||r===`[!`||r[0]===`[`&&!isNaN(Number(r.slice(1))))&&(t+=1)}var i=z(n);e&&n.remove(),n=i}}function Ne(e){if(!e||e.nodeType!==8)throw Ee(),Se;return e.data}function Pe(e){return e===this.v}function Fe(e,t){return e==e?e!==t||typeof e==`object`&&!!e||typeof e==`function`:t==t}function Ie(e){return!Fe(e,this.v)}function Le(e){throw Error(`https://svelte.dev/e/lifecycle_outside_component`)}function Re(){throw Error(`https://svelte.dev/e/async_derived_orphan`)}function ze(e,t,n){throw Error(`https://svelte.dev/e/each_key_duplicate`)}function Be(e){throw Error(`https://svelte.dev/e/effect_in_teardown`)}function Ve(){throw Error(`https://svelte.dev/e/effect_in_unowned_derived`)}function He(e){throw Error(`https://svelte.dev/e/effect_orphan`)}function Ue(){throw Error(`https://svelte.dev/e/effect_update_depth_exceeded`)}function We(e){throw Error(`https://svelte.dev/e/props_invalid_value`)}function Ge(){throw Error(`https://svelte.dev/e/state_descriptors_fixed`)}function Ke(){throw Error(`https://svelte.dev/e/state_prototype_fixed`)}function qe(){throw Error(`https://svelte.dev/e/state_unsafe_mutation`)}function Je(){throw Error(`https://svelte.dev/e/svelte_boundary_reset_onerror`)}var Ye=!1;function Xe(){Ye=!0}function Ze(e){let t=e.p;for(;t!==null&&t.c===null;)t=t.p;return t?.c??null}function Qe(e,t){return e===null&&Le(t),e.c??=new Map(Ze(e)||void 0)}var k=null;function $e(e){k=e}function et(e){return Qe(k,`getContext`).get(e)}function tt(e,t=!1,n){k={p:k,i:!1,c:null,e:null,s:e,x:null,r:K,l:Ye&&!t?{s:null,u:null,$:[]}:null}}function nt(e){var t=k,n=t.e;if(n!==null){t.e=null;for(var r of n)On(r)}return e!==void 0&&(t.x=e),t.i=!0,k=t.p,rt(e)}function rt(e={}){return i(e,fe,{value:!0}),e}function it(){return!Ye||k!==null&&k.l===null}var at=[];function ot(){var e=at;at=[],h(e)}function A(e){if(at.length===0&&!Nt){var t=at;queueMicrotask(()=>{t===at&&ot()})}at.push(e)}function st(){for(;at.length>0;)ot()}var ct=~(x|S|b);function j(e,t){e.f=e.f&ct|t}function lt(e){e.f&512||e.deps===null?j(e,b):j(e,S)}function ut(e,t){e.f&2048?t.set(e,x):e.f&4096&&t.get(e)!==2048&&t.set(e,S),j(e,b)}function dt(e,t){if(t){let t=document.body;e.autofocus=!0,A(()=>{document.activeElement===t&&e.focus()})}}var ft=!1;function pt(){ft||(ft=!0,document.addEventListener(`reset`,e=>{Promise.resolve().then(()=>{if(!e.defaultPrevented)for(let t of e.target.elements)t[ye]?.()})},{capture:!0}))}function mt(e){var t=U,n=K;G(null),Zn(null);try{return e()}finally{G(t),Zn(n)}}function ht(e,t,n,r=n){e.addEventListener(t,()=>mt(n));let i=e[ye];e[ye]=i?()=>{i(),r(!0)}:()=>r(!0),pt()}function gt(e,t,n,r){let i=it()?bt:wt;var a=e.filter(e=>!e.settled),o=t.map(i);if(n.length===0&&a.length===0){r(o);return}var s=K,c=_t(),l=a.length===1?a[0].promise:a.length>1?Promise.all(a.map(e=>e.promise)):null;function u(e){if(!(s.f&16384)){c();try{r([...o,...e])}catch(e){Sn(e,s)}vt()}}var d=yt();if(n.length===0){l.then(()=>u([])).finally(d);return}function f(){Promise.all(n.map(e=>St(e))).then(u).catch(e=>Sn(e,s)).finally(d)}l?l.then(()=>{s.f&16384?d():(c(),f(),vt())}):f()}function _t(){var e=K,t=U,n=k,r=M;return function(i=!0){Zn(e),G(t),$e(n),i&&!(e.f&16384)&&(r?.activate(),r?.apply())}}function vt(e=!0){Zn(null),G(null),$e(null),e&&M?.deactivate()}function yt(){var e=K,t=e.b,n=M,r=!!t?.is_rendered();return t?.update_pending_count(1,n),n.increment(r,e),()=>{t?.update_pending_count(-1,n),n.decrement(r,e)}}function bt(e){var t=2|x;return K!==null&&(K.f|=oe),{ctx:k,deps:null,effects:null,equals:Pe,f:t,fn:e,reactions:null,rv:0,v:w,wv:0,parent:K,ac:null}}var xt=Symbol(`obsolete`);function St(e,t,n){let r=K;r===null&&Re();var i=void 0,a=Yt(w),o=!U,s=new Set;return Mn(()=>{var t=K,n=g();i=n.promise;try{Promise.resolve(e()).then(n.resolve,e=>{e!==be&&n.reject(e)}).finally(vt)}catch(e){n.reject(e),vt()}var c=M;if(o){if(t.f&32768)var l=yt();if(r.b?.is_rendered())c.async_deriveds.get(t)?.reject(xt);else for(let e of s.values())e.reject(xt);s.add(n),c.async_deriveds.set(t,n)}let u=(e,t=void 0)=>{l?.(),s.delete(n),t!==xt&&(c.activate(),t?(a.f|=de,$t(a,t)):(a.f&8388608&&(a.f^=de),$t(a,e)),c.deactivate())};n.promise.then(u,e=>u(null,e||`unknown`))}),En(()=>{for(let e of s)e.reject(xt)}),new Promise(e=>{function t(n){function r(){n===i?e(a):t(i)}n.then(r,r)}t(i)})}function Ct(e){let t=bt(e);return $n(t),t}function wt(e){let t=bt(e);return t.equals=Ie,t}function Tt(e){var t=e.effects;if(t!==null){e.effects=null;for(var n=0;n<t.length;n+=1)H(t[n])}}function Et(e){var t,n=K,r=e.parent;if(!Yn&&r!==null&&e.v!==w&&r.f&24576)return Te(),e.v;Zn(r);try{Tt(e),t=cr(e)}finally{Zn(n)}return t}function Dt(e){var t=Et(e);!e.equals(t)&&(e.wv=ar(),(!M?.is_fork||e.deps===null)&&(M===null?e.v=t:(M.capture(e,t,!0),jt?.capture(e,t,!0)),e.deps===null))?j(e,b):Yn||(N===null?lt(e):(Tn()||M?.is_fork)&&N.set(e,t))}function Ot(e){if(e.effects!==null)for(let t of e.effects)(t.teardown||t.ac)&&(t.teardown?.(),t.ac!==null&&mt(()=>{t.ac.abort(be),t.ac=null}),t.fn!==null&&(t.teardown=f),dr(t,0),zn(t))}function kt(e){if(e.effects!==null)for(let t of e.effects)t.teardown&&t.fn!==null&&fr(t)}var At=null,M=null,jt=null,N=null,Mt=null,Nt=!1,Pt=!1,Ft=null,It=null,Lt=0,Rt=1,zt=class e{id=Rt++;started=!1;linked=!0;prev=null;next=null;async_deriveds=new Map;current=new Map;previous=new Map;#e=new Set;#t=new Set;#n=0;#r=new Map;#i=null;#a=[];#o=[];#s=new Map;#c=new Map;#l=new Set;is_fork=!1;#u=!1;constructor(){At===null?At=this:(At.next=this,this.prev=At),At=this}#d(){if(this.is_fork)return!0;for(let e of this.#r.keys())if(!this.#f(e))return!0;return!1}#f(e){for(var t=e;t!==null;t=t.parent)if(this.#c.has(t))return!0;return!1}skip_effect(e){this.#c.has(e)||this.#c.set(e,{d:[],m:[]}),this.#l.delete(e)}unskip_effect(e,t=e=>this.schedule(e)){var n=this.#c.get(e);if(n){this.#c.delete(e);for(var r of n.d)j(r,x),t(r);for(r of n.m)j(r,S),t(r)}this.#l.add(e)}#p(){var e=[];for(let i of this.#a)if(!(i.f&16384||!(i.f&6144))){for(var t=i,n=!1;t.parent!==null;){t=t.parent;var r=t.f;if(r&96){if(!(r&1024)){n=!0;break}t.f^=b}}n||e.push(t)}return this.#a=[],e}#m(){this.started=!0;for(let[e,t]of this.#s)j(e,t),this.schedule(e);this.apply();for(var t=Ft=[],n=[],r=It=[];this.#a.length>0;){Lt++>1e3&&(this.#b(),Vt());for(let e of this.#p())try{this.#h(e,t,n)}catch(t){throw Kt(e),this.#d()||this.discard(),t}}if(M=null,r.length>0){var i=e.ensure();for(let e of r)i.schedule(e)}if(Ft=null,It=null,this.#d()){this.#y(n),this.#y(t);for(let[e,t]of this.#c)Gt(e,t);r.length>0&&M.#m();return}let a=this.#g();if(a)this.#y(n),this.#y(t),a.#v(this);else{this.#s.clear();for(let e of this.#e)e(this);this.#e.clear(),jt=this,Ut(n),Ut(t),jt=null,this.#i?.resolve();var o=M;this.#n===0&&(this.#a.length===0||o!==null)&&this.#b(),o!==null&&(P.clear(),o.#m())}}#h(e,t,n){e.f^=b;for(var r=e.first;r!==null;){var i=r.f,a=!!(i&96);if(!(a&&i&1024||i&8192||this.#c.has(r))&&r.fn!==null){a?r.f^=b:i&4?t.push(r):or(r)&&(i&16&&this.add_dirty_reaction(r,S),fr(r));var o=r.first;if(o!==null){r=o;continue}}for(;r!==null;){var s=r.next;if(s!==null){r=s;break}r=r.parent}}}#g(){for(var e=this.prev;e!==null;e=e.prev)if(!e.is_fork&&this.#_(e))return e;return null}#_(e){for(let[t,[,n]]of this.current)if(!n&&e.current.has(t))return!0;return!1}#v(e){for(let[t,n]of e.current)!this.previous.has(t)&&e.previous.has(t)&&this.previous.set(t,e.previous.get(t)),this.current.set(t,n);for(let[t,n]of e.async_deriveds){let e=this.async_deriveds.get(t);e&&n.promise.then(e.resolve).catch(e.reject)}e.async_deriveds.clear(),this.transfer_reactions(e.#s);let t=e=>{var n=e.reactions;if(n!==null&&!(e.f&2&&!(e.f&6144)))for(let e of n){var r=e.f;if(r&2)t(e);else{var i=e;r&4194320&&!this.async_deriveds.has(i)&&(this.#s.delete(i),j(i,x),this.schedule(i))}}};for(let e of this.current.keys())t(e);this.oncommit(()=>e.discard()),e.#b(),M=this,this.#m()}#y(e){for(var t=0;t<e.length;t+=1)ut(e[t],this.#s)}capture(e,t,n=!1){e.v!==w&&!this.previous.has(e)&&this.previous.set(e,e.v),e.f&8388608||(this.current.set(e,[t,n]),N?.set(e,t)),this.is_fork||(e.v=t)}activate(){M=this}deactivate(){M=null,N=null}flush(){try{Pt=!0,M=this,this.#m()}finally{Lt=0,Mt=null,Ft=null,It=null,Pt=!1,M=null,N=null,P.clear()}}discard(){for(let e of this.#t)e(this);this.#t.clear();for(let e of this.async_deriveds.values())e.reject(xt);this.#b(),this.#i?.resolve()}register_created_effect(e){this.#o.push(e)}increment(e,t){if(this.#n+=1,e){let e=this.#r.get(t)??0;this.#r.set(t,e+1)}}decrement(e,t){if(--this.#n,e){let e=this.#r.get(t)??0;e===1?this.#r.delete(t):this.#r.set(t,e-1)}this.#u||(this.#u=!0,A(()=>{this.#u=!1,this.linked&&this.flush()}))}transfer_reactions(e){for(let[t,n]of e)this.add_dirty_reaction(t,n);e.clear()}add_dirty_reaction(e,t){(t===2048||this.#s.get(e)!==2048)&&this.#s.set(e,t)}oncommit(e){this.#e.add(e)}ondiscard(e){this.#t.add(e)}settled(){return(this.#i??=g()).promise}static ensure(){if(M===null){let t=M=new e;!Pt&&!Nt&&A(()=>{t.started||t.flush()})}return M}apply(){N=null}schedule(e){Mt=e,e.b?.is_pending&&e.f&16777228&&!(e.f&32768)?e.b.defer_effect(e):this.#a.push(e)}#b(){if(this.linked){var e=this.prev,t=this.next;e===null||(e.next=t),t===null?At=e:t.prev=e,this.linked=!1}}};function Bt(e){var t=Nt,n=jt;jt=null,Nt=!0;try{var r;for(e&&(Bt(),r=e());;){if(st(),M===null)return r;M.flush()}}finally{Nt=t,jt=n}}function Vt(){try{Ue()}catch(e){Sn(e,Mt)}}var Ht=null;function Ut(e){var t=e.length;if(t!==0){for(var n=0;n<t;){var r=e[n++];if(!(r.f&24576)&&or(r)&&(Ht=new Set,fr(r),r.deps===null&&r.first===null&&r.nodes===null&&r.teardown===null&&r.ac===null&&Hn(r),Ht?.size>0)){P.clear();for(let e of Ht){if(e.f&24576)continue;let t=[e],n=e.parent;for(;n!==null;)Ht.has(n)&&(Ht.delete(n),t.push(n)),n=n.parent;for(let e=t.length-1;e>=0;e--){let n=t[e];n.f&24576||fr(n)}}Ht.clear()}}Ht=null}}function Wt(e){M.schedule(e)}function Gt(e,t){if(!(e.f&32&&e.f&1024)){e.f&2048?t.d.push(e):e.f&4096&&t.m.push(e),j(e,b);for(var n=e.first;n!==null;)Gt(n,t),n=n.next}}function Kt(e){j(e,b);for(var t=e.first;t!==null;)Kt(t),t=t.next}var qt=new Set,P=new Map,Jt=!1;function Yt(e,t){return{f:0,v:e,reactions:null,equals:Pe,rv:0,wv:0}}function F(e,t){let n=Yt(e,t);return $n(n),n}function Xt(e,t=!1,n=!0){let r=Yt(e);return t||(r.equals=Ie),Ye&&n&&k!==null&&k.l!==null&&(k.l.s??=[]).push(r),r}function I(e,t,n=!1){return U!==null&&(!W||U.f&131072)&&it()&&U.f&4325394&&(Qn===null||!Qn.has(e))&&qe(),$t(e,n?rn(t):t,It)}var Zt=null,Qt=0;function $t(e,t,n=null){if(!e.equals(t)){Yn?P.set(e,t):P.has(e)||P.set(e,e.v);var r=zt.ensure();if(r.capture(e,t),e.f&2){let t=e;e.f&2048&&Et(t),N===null&&lt(t)}e.wv=ar(),Zt=null,Qt=0,nn(e,x,n),Zt=null,it()&&K!==null&&K.f&1024&&!(K.f&96)&&(Y===null?er([e]):Y.push(e)),!r.is_fork&&qt.size>0&&!Jt&&en()}return t}function en(){Jt=!1;for(let e of qt){e.f&1024&&j(e,S);let t;try{t=or(e)}catch{t=!0}t&&fr(e)}qt.clear()}function tn(e){I(e,e.v+1)}function nn(e,t,n){var r=e.reactions;if(r!==null){var i=it(),a=r.length;if(Qt+=a,Qt>1e5&&Zt===null&&(Zt=new Set),Zt!==null){if(Zt.has(e))return;Zt.add(e)}for(var o=0;o<a;o++){var s=r[o],c=s.f;if(i||s!==K){var l=(c&x)===0;if(l&&j(s,t),c&131072)qt.add(s);else if(c&2){var u=s;N?.delete(u),nn(u,S,n)}else if(l){var d=s;c&16&&Ht!==null&&Ht.add(d),n===null?Wt(d):n.push(d)}}}}}function rn(t){if(typeof t!=`object`||!t||C in t||fe in t)return t;let n=l(t);if(n!==s&&n!==c)return t;var r=new Map,i=e(t),o=F(0),u=null,d=rr,f=e=>{if(rr===d)return e();var t=U,n=rr;G(null),ir(d);var r=e();return G(t),ir(n),r};return i&&r.set(`length`,F(t.length,u)),new Proxy(t,{defineProperty(e,t,n){`value`in n&&n.configurable!==!1&&n.enumerable!==!1&&n.writable!==!1||Ge();var i=r.get(t);return i===void 0?f(()=>{var e=F(n.value,u);return r.set(t,e),e}):I(i,n.value,!0),!0},deleteProperty(e,t){var n=r.get(t);if(n===void 0){if(t in e){let e=f(()=>F(w,u));r.set(t,e),tn(o)}}else I(n,w),tn(o);return!0},get(e,n,i){if(n===C)return t;var o=r.get(n),s=n in e;if(o===void 0&&(!s||a(e,n)?.writable)&&(o=f(()=>F(rn(s?e[n]:w),u)),r.set(n,o)),o!==void 0){var c=X(o);return c===w?void 0:c}return Reflect.get(e,n,i)},getOwnPropertyDescriptor(e,t){this.has?.(e,t);var n=Reflect.getOwnPropertyDescriptor(e,t),i=r.get(t);if(i!==void 0){var a=X(i);if(a===w)return;if(n&&`value`in n)n.value=a;else return{enumerable:!0,configurable:!0,value:a,writable:!0}}return n},has(e,t){if(t===C)return!0;var n=r.get(t),i=n!==void 0&&n.v!==w||Reflect.has(e,t);return(n!==void 0||(K!==null||U!==null)&&(!i||a(e,t)?.writable))&&(n===void 0&&(n=f(()=>F(i?rn(e[t]):w,u)),r.set(t,n)),X(n)===w)?!1:i},set(e,t,n,s){var c=r.get(t),l=t in e;if(i&&t===`length`)for(var d=n;d<c.v;d+=1){var p=r.get(d+``);p===void 0?d in e&&(p=f(()=>F(w,u)),r.set(d+``,p)):I(p,w)}if(c===void 0)(!l||a(e,t)?.writable)&&(c=f(()=>F(void 0,u)),I(c,rn(n)),r.set(t,c));else{l=c.v!==w;var m=f(()=>rn(n));I(c,m)}var h=Reflect.getOwnPropertyDescriptor(e,t);if(h?.set&&h.set.call(s,n),!l){if(i&&typeof t==`string`){var g=r.get(`length`),_=Number(t);Number.isInteger(_)&&_>=g.v&&I(g,_+1)}tn(o)}return!0},ownKeys(e){X(o);var t=Reflect.ownKeys(e).filter(e=>{var t=r.get(e);return t===void 0||t.v!==w});for(var[n,i]of r)i.v!==w&&!(n in e)&&t.push(n);return t},setPrototypeOf(){Ke()}})}function an(e){try{if(typeof e==`object`&&e&&C in e)return e[C]}catch{}return e}function on(e,t){return Object.is(an(e),an(t))}var sn,cn,ln,un,dn;function fn(){if(sn===void 0){sn=window,cn=document,ln=/Firefox/.test(navigator.userAgent);var e=Element.prototype,t=Node.prototype,n=Text.prototype;un=a(t,`firstChild`).get,dn=a(t,`nextSibling`).get,u(e)&&(e[ge]=void 0,e[he]=null,e[_e]=void 0,e.__e=void 0),u(n)&&(n[ve]=void 0)}}function L(e=``){return document.createTextNode(e)}function R(e){return un.call(e)}function z(e){return dn.call(e)}function pn(e,t){if(!T)return R(e);var n=R(D);if(n===null)n=D.appendChild(L());else if(t&&n.nodeType!==3){var r=L();return n?.before(r),O(r),r}return t&&bn(n),O(n),n}function mn(e,t=!1){if(!T){var n=R(e);return n instanceof Comment&&n.data===``?z(n):n}if(t){if(D?.nodeType!==3){var r=L();return D?.before(r),O(r),r}bn(D)}return D}function hn(e,t=!1){if(!T)return R(e);var n=pn(e,t);return Ae(e),n}function gn(e,t=1,n=!1){let r=T?D:e;for(var i;t--;)i=r,r=z(r);if(!T)return r;if(n){if(r?.nodeType!==3){var a=L();return r===null?i?.after(a):r.before(a),O(a),a}bn(r)}return O(r),r}function _n(e){e.textContent=``}function vn(){return!1}function yn(e,t,n){return t==null||t===`http://www.w3.org/1999/xhtml`?n?document.createElement(e,{is:n}):document.createElement(e):n?document.createElementNS(t,e,{is:n}):document.createElementNS(t,e)}function bn(e){if(e.nodeValue.length<65536)return;let t=e.nextSibling;for(;t!==null&&t.nodeType===3;)t.remove(),e.nodeValue+=t.nodeValue,t=e.nextSibling}function xn(e){var t=K;if(t===null)return U.f|=de,e;if(!(t.f&32768)&&!(t.f&4))throw e;Sn(e,t)}function Sn(e,t){if(e===Se)throw e;if(!(t!==null&&t.f&16384)){for(;t!==null;){if(t.f&128&&!(t.f&33570816)){if(!(t.f&32768))throw e;try{t.b.error(e);return}catch(t){e=t}}t=t.parent}throw e}}function Cn(e){K===null&&(U===null&&He(e),Ve()),Yn&&Be(e)}function wn(e,t){var n=t.last;n===null?t.last=t.first=e:(n.next=e,e.prev=n,t.last=e)}function B(e,t){var n=K;n!==null&&n.f&8192&&(e|=ee);var r={ctx:k,deps:null,nodes:null,f:e|x|512,first:null,fn:t,last:null,next:null,parent:n,b:n&&n.b,prev:null,teardown:null,wv:0,ac:null};M?.register_created_effect(r);var i=r;if(e&4)Ft===null?zt.ensure().schedule(r):Ft.push(r);else if(t!==null){try{fr(r)}catch(e){throw H(r),e}i.deps===null&&i.teardown===null&&i.nodes===null&&i.first===i.last&&!(i.f&524288)&&(i=i.first,e&16&&e&65536&&i!==null&&(i.f|=ie))}if(i!==null&&(i.parent=n,n!==null&&wn(i,n),U!==null&&U.f&2&&!(e&64))){var a=U;(a.effects??=[]).push(i)}return r}function Tn(){return U!==null&&!W}function En(e){let t=B(8,null);return j(t,b),t.teardown=e,t}function Dn(e){Cn(`$effect`);var t=K.f;if(!U&&t&32&&k!==null&&!k.i){var n=k;(n.e??=[]).push(e)}else return On(e)}function On(e){return B(4|se,e)}function kn(e){return Cn(`$effect.pre`),B(8|se,e)}function An(e){zt.ensure();let t=B(64|oe,e);return(e={})=>new Promise(n=>{e.outro?Un(t,()=>{H(t),n(void 0)}):(H(t),n(void 0))})}function jn(e){return B(4,e)}function Mn(e){return B(ue|oe,e)}function Nn(e,t=0){return B(8|t,e)}function Pn(e,t=[],n=[],r=[]){gt(r,t,n,t=>{B(8,()=>{e(...t.map(X))})})}function Fn(e,t=[],n=[],r=[]){gt(r,t,n,t=>{B(4,()=>e(...t.map(X)))})}function In(e,t=0){return B(16|t,e)}function Ln(e,t=0){return B(y|t,e)}function V(e){return B(32|oe,e)}function Rn(e){var t=e.teardown;if(t!==null){let n=Yn,r=U;Xn(!0),G(null);try{t.call(null)}catch(t){Sn(t,e.parent)}finally{Xn(n),G(r)}}}function zn(e,t=!1){var n=e.first;for(e.first=e.last=null;n!==null;){let e=n.ac;e!==null&&mt(()=>{e.abort(be)});var r=n.next;n.f&64?n.parent=null:H(n,t),n=r}}function Bn(e){for(var t=e.first;t!==null;){var n=t.next;t.f&32||H(t),t=n}}function H(e,t=!0){var n=!1;(t||e.f&262144)&&e.nodes!==null&&e.nodes.end!==null&&(Vn(e.nodes.start,e.nodes.end),n=!0),e.f|=re,zn(e,t&&!n),dr(e,0);var r=e.nodes&&e.nodes.t;if(r!==null)for(let e of r)e.stop();Rn(e),e.f^=re,e.f|=te;var i=e.parent;i!==null&&i.first!==null&&Hn(e),e.next=e.prev=e.teardown=e.ctx=e.deps=e.fn=e.nodes=e.ac=e.b=null}function Vn(e,t){for(;e!==null;){var n=e===t?null:z(e);e.remove(),e=n}}function Hn(e){var t=e.parent,n=e.prev,r=e.next;n!==null&&(n.next=r),r!==null&&(r.prev=n),t!==null&&(t.first===e&&(t.first=r),t.last===e&&(t.last=n))}function Un(e,t,n=!0){var r=[];e.f|=256,Wn(e,r,!0);var i=()=>{n&&H(e),t&&t()},a=r.length;if(a>0){var o=()=>--a||i();for(var s of r)s.out(o)}else i()}function Wn(e,t,n){if(!(e.f&8192)){e.f^=ee;var r=e.nodes&&e.nodes.t;if(r!==null)for(let e of r)(e.is_global||n)&&t.push(e);for(var i=e.first;i!==null;){var a=i.next;if(!(i.f&64)){var o=!!(i.f&65536)||!!(i.f&32)&&!!(e.f&16);Wn(i,t,o?n:!1)}i=a}}}function Gn(e){e.f&=-257,Kn(e,!0)}function Kn(e,t){if(!(e.f&256)&&e.f&8192){e.f^=ee,e.f&1024||(j(e,x),zt.ensure().schedule(e));for(var n=e.first;n!==null;){var r=n.next,i=!!(n.f&65536)||!!(n.f&32);Kn(n,i?t:!1),n=r}var a=e.nodes&&e.nodes.t;if(a!==null)for(let e of a)(e.is_global||t)&&e.in()}}function qn(e,t){if(e.nodes)for(var n=e.nodes.start,r=e.nodes.end;n!==null;){var i=n===r?null:z(n);t.append(n),n=i}}var Jn=null,Yn=!1;function Xn(e){Yn=e}var U=null,W=!1;function G(e){U=e}var K=null;function Zn(e){K=e}var Qn=null;function $n(e){U!==null&&(U.f&2097152||U.f&2)&&(Qn??=new Set).add(e)}var q=null,J=0,Y=null;function er(e){Y=e}var tr=1,nr=0,rr=nr;function ir(e){rr=e}function ar(){return++tr}function or(e){var t=e.f;if(t&2048)return!0;if(t&4096){for(var n=e.deps,r=n.length,i=0;i<r;i++){var a=n[i];if(or(a)&&Dt(a),a.wv>e.wv)return!0}t&512&&N===null&&j(e,b)}return!1}function sr(e,t,n=!0){var r=e.reactions;if(r!==null&&!(Qn!==null&&Qn.has(e)))for(var i=0;i<r.length;i++){var a=r[i];a.f&2?sr(a,t,!1):t===a&&(n?j(a,x):a.f&1024&&j(a,S),Wt(a))}}function cr(e){var t=q,n=J,r=Y,i=U,a=Qn,o=k,s=W,c=rr,l=e.f;q=null,J=0,Y=null,U=l&96?null:e,Qn=null,$e(e.ctx),W=!1,rr=++nr,e.ac!==null&&(mt(()=>{e.ac.abort(be)}),e.ac=null);try{e.f|=le;var u=e.fn,d=u();e.f|=ne;var f=lr(e);if(it()&&Y!==null&&!W&&f!==null&&!(e.f&6146))for(var p=0;p<Y.length;p++)sr(Y[p],e);if(i!==null&&i!==e){if(nr++,i.deps!==null)for(let e=0;e<n;e+=1)i.deps[e].rv=nr;if(t!==null)for(let e of t)e.rv=nr;Y!==null&&(r===null?r=Y:r.push(...Y))}return e.f&8388608&&(e.f^=de),d}catch(t){return lr(e),xn(t)}finally{e.f^=le,q=t,J=n,Y=r,U=i,Qn=a,$e(o),W=s,rr=c}}function lr(e){var t=e.deps,n=M?.is_fork;if(q!==null){var r;if(n||dr(e,J),t!==null&&J>0)for(t.length=J+q.length,r=0;r<q.length;r++)t[J+r]=q[r];else e.deps=t=q;if(Tn()&&e.f&512)for(r=J;r<t.length;r++)(t[r].reactions??=[]).push(e)}else!n&&t!==null&&J<t.length&&(dr(e,J),t.length=J);return t}function ur(e,r){let i=r.reactions;if(i!==null){var a=t.call(i,e);if(a!==-1){var o=i.length-1;o===0?i=r.reactions=null:(i[a]=i[o],i.pop())}}if(i===null&&r.f&2&&(q===null||!n.call(q,r))){var s=r;s.f&512&&(s.f^=512),s.v!==w&&lt(s),s.ac!==null&&mt(()=>{s.ac.abort(be),s.ac=null,j(s,x)}),Ot(s),dr(s,0)}}function dr(e,t){var n=e.deps;if(n!==null)for(var r=t;r<n.length;r++)ur(e,n[r])}function fr(e){var t=e.f;if(!(t&16384)){j(e,b);var n=K;K=e;try{t&16777232?Bn(e):zn(e),Rn(e);var r=cr(e);e.teardown=typeof r==`function`?r:null,e.wv=tr}finally{K=n}}}async function pr(){await Promise.resolve(),Bt()}function X(e){var t=!!(e.f&2);if(Jn?.add(e),U!==null&&!W&&!(K!==null&&K.f&16384)&&(Qn===null||!Qn.has(e))){var r=U.deps;if(U.f&2097152)e.rv<nr&&(e.rv=nr,q===null&&r!==null&&r[J]===e?J++:q===null?q=[e]:q.push(e));else{U.deps??=[],n.call(U.deps,e)||U.deps.push(e);var i=e.reactions;i===null?e.reactions=[U]:n.call(i,U)||i.push(U)}}if(Yn&&P.has(e))return P.get(e);if(t){var a=e;if(Yn){var o=a.v;return(!(a.f&1024)&&a.reactions!==null||hr(a))&&(o=Et(a)),P.set(a,o),o}var s=!(a.f&512)&&!W&&U!==null&&!!(U.f&512),c=(a.f&ne)===0;or(a)&&(s&&(a.f|=512),Dt(a)),s&&!c&&(kt(a),mr(a))}if(N?.has(e))return N.get(e);if(e.f&8388608)throw e.v;return e.v}function mr(e){if(e.f|=512,e.deps!==null)for(let r of e.deps){var t=r.reactions;t===null?r.reactions=[e]:n.call(t,e)||t.push(e),r.f&2&&!(r.f&512)&&(kt(r),mr(r))}}function hr(e){if(e.v===w)return!0;if(e.deps===null)return!1;for(let t of e.deps)if(P.has(t)||t.f&2&&hr(t))return!0;return!1}function gr(e){var t=W;try{return W=!0,e()}finally{W=t}}function _r(e){if(!(typeof e!=`object`||!e||e instanceof EventTarget)){if(C in e)vr(e);else if(!Array.isArray(e))for(let t in e){let n=e[t];typeof n==`object`&&n&&C in n&&vr(n)}}}function vr(e,t=new Set){if(typeof e==`object`&&e&&!(e instanceof EventTarget)&&!t.has(e)){t.add(e),e instanceof Date&&e.getTime();for(let n in e)try{vr(e[n],t)}catch{}let n=l(e);if(n!==Object.prototype&&n!==Array.prototype&&n!==Map.prototype&&n!==Set.prototype&&n!==Date.prototype){let t=o(n);for(let n in t){let r=t[n].get;if(r)try{r.call(e)}catch{}}}}}function yr(e){return e.endsWith(`capture`)&&e!==`gotpointercapture`&&e!==`lostpointercapture`}var br=[`beforeinput`,`click`,`change`,`dblclick`,`contextmenu`,`focusin`,`focusout`,`input`,`keydown`,`keyup`,`mousedown`,`mousemove`,`mouseout`,`mouseover`,`mouseup`,`pointerdown`,`pointermove`,`pointerout`,`pointerover`,`pointerup`,`touchend`,`touchmove`,`touchstart`];function xr(e){return br.includes(e)}var Sr=`allowfullscreen.async.autofocus.autoplay.checked.controls.default.disabled.formnovalidate.indeterminate.inert.ismap.loop.multiple.muted.nomodule.novalidate.open.playsinline.readonly.required.reversed.seamless.selected.webkitdirectory.defer.disablepictureinpicture.disableremoteplayback`.split(`.`),Cr={formnovalidate:`formNoValidate`,ismap:`isMap`,nomodule:`noModule`,playsinline:`playsInline`,readonly:`readOnly`,defaultvalue:`defaultValue`,defaultchecked:`defaultChecked`,srcobject:`srcObject`,novalidate:`noValidate`,allowfullscreen:`allowFullscreen`,disablepictureinpicture:`disablePictureInPicture`,disableremoteplayback:`disableRemotePlayback`};function wr(e){return e=e.toLowerCase(),Cr[e]??e}[...Sr];var Tr=[`touchstart`,`touchmove`];function Er(e){return Tr.includes(e)}var Dr=[`textarea`,`script`,`style`,`title`];function Or(e){return Dr.includes(e)}var kr=Symbol(`events`),Ar=new Set,jr=new Set;function Mr(e,t,n,r={}){function i(e){if(r.capture||Rr.call(t,e),!e.cancelBubble)return mt(()=>n?.call(this,e))}return e.startsWith(`pointer`)||e.startsWith(`touch`)||e===`wheel`?(i.__removed=!1,A(()=>{i.__removed||t.addEventListener(e,i,r)})):t.addEventListener(e,i,r),i}function Nr(e,t,n,r,i){var a={capture:r,passive:i},o=Mr(e,t,n,a);(t===document.body||t===window||t===document||t instanceof HTMLMediaElement)&&En(()=>{o.__removed=!0,t.removeEventListener(e,o,a)})}function Pr(e,t,n){(t[kr]??={})[e]=n}function Fr(e){for(var t=0;t<e.length;t++)Ar.add(e[t]);for(var n of jr)n(e)}var Ir=null,Lr=!1;function Rr(e){var t=this,n=t.ownerDocument,r=e.type,a=e.composedPath?.()||[],o=a[0]||e.target;Ir=e,Lr||(Lr=!0,setTimeout(()=>{Lr=!1,Ir=null}));var s=0,c=Ir===e&&e[kr];if(c){var l=a.indexOf(c);if(l!==-1&&(t===document||t===window)){e[kr]=t;return}var u=a.indexOf(t);if(u===-1)return;l<=u&&(s=l)}if(o=a[s]||e.target,o!==t){i(e,`currentTarget`,{configurable:!0,get(){return o||n}});var d=U,f=K;G(null),Zn(null);try{for(var p,m=[];o!==null&&o!==t;){try{var h=o[kr]?.[r];h==null||o.disabled&&e.target!==o||h.call(o,e)}catch(e){p?m.push(e):p=e}if(e.cancelBubble)break;s++,o=s<a.length?a[s]:null}if(p){for(let e of m)queueMicrotask(()=>{throw e});throw p}}finally{e[kr]=t,delete e.currentTarget,G(d),Zn(f)}}}var zr=globalThis?.window?.trustedTypes&&globalThis.window.trustedTypes.createPolicy(`svelte-trusted-html`,{createHTML:e=>e});function Br(e){return zr?.createHTML(e)??e}function Vr(e){var t=yn(`template`);return t.innerHTML=Br(e.replaceAll(`<!>`,`<!---->`)),t.content}function Z(e,t){var n=K;n.nodes===null&&(n.nodes={start:e,end:t,a:null,t:null})}function Hr(e,t){var n=!!(t&1),r=!!(t&2),i,a=!e.startsWith(`<!>`);return()=>{if(T)return Z(D,null),D;i===void 0&&(i=Vr(a?e:`<!>`+e),n||(i=R(i)));var t=r||ln?document.importNode(i,!0):i.cloneNode(!0);if(n){var o=R(t),s=t.lastChild;Z(o,s)}else Z(t,t);return t}}function Ur(e,t,n=`svg`){var r=!e.startsWith(`<!>`),i=!!(t&1),a=`<${n}>${r?e:`<!>`+e}</${n}>`,o;return()=>{if(T)return Z(D,null),D;if(!o){var e=R(Vr(a));if(i)for(o=document.createDocumentFragment();R(e);)o.appendChild(R(e));else o=R(e)}var t=o.cloneNode(!0);if(i){var n=R(t),r=t.lastChild;Z(n,r)}else Z(t,t);return t}}function Wr(e,t){return Ur(e,t,`svg`)}function Gr(e=``){if(!T){var t=L(e+``);return Z(t,t),t}var n=D;return n.nodeType===3?bn(n):(n.before(n=L()),O(n)),Z(n,n),n}function Kr(){if(T)return Z(D,null),D;var e=document.createDocumentFragment(),t=document.createComment(``),n=L();return e.append(t,n),Z(t,n),e}function qr(e,t){if(T){var n=K;n.f&32768&&n.nodes.end!==null||(n.nodes.end=D),ke()}else e!==null&&e.before(t)}function Jr(e){let t=0,n=Yt(0),r;return()=>{Tn()&&(X(n),Nn(()=>(t===0&&(r=gr(()=>e(()=>tn(n)))),t+=1,()=>{A(()=>{--t,t===0&&(r?.(),r=void 0,tn(n))})})))}}var Yr=ie|oe;function Xr(e,t,n,r){new Zr(e,t,n,r)}var Zr=class{parent;is_pending=!1;transform_error;#e;#t=T?D:null;#n;#r;#i;#a=null;#o=null;#s=null;#c=null;#l=0;#u=0;#d=!1;#f=new Map;#p=null;#m=Jr(()=>(this.#p=Yt(this.#l),()=>{this.#p=null}));constructor(e,t,n,r){this.#e=e,this.#n=t,this.#r=e=>{var t=K;t.b=this,t.f|=128,n(e)},this.parent=K.b,this.transform_error=r??this.parent?.transform_error??(e=>e),this.#i=In(()=>{if(T){let e=Ne(this.#t);ke();let t=e===`[!`;if(e.startsWith(`[?`)){let t=JSON.parse(e.slice(2));this.#g(t)}else t?this.#y():this.#h()}else this.#b()},Yr),T&&(this.#e=D)}#h(){try{this.#a=V(()=>this.#r(this.#e))}catch(e){this.error(e)}}#g(e){let t=this.#n.failed,{reset:n,invoke_onerror:r}=this.#_(e);A(r),t&&(this.#s=V(()=>{t(this.#e,()=>e,()=>n)}))}#_(e){var t=!1,n=!1;let r=()=>{this.#v()||(t?Oe():(t=!0,n&&Je(),this.#s!==null&&Un(this.#s,()=>{this.#s=null}),this.#S(()=>{this.#b()})))};return{reset:r,invoke_onerror:()=>{if(!this.#v())try{n=!0,this.#n.onerror?.(e,r),n=!1}catch(e){Sn(e,this.#i&&this.#i.parent)}}}}#v(){return(this.#i.f&(te|re))!==0}#y(){let e=this.#n.pending;e&&(this.is_pending=!0,this.#o=V(()=>e(this.#e)),A(()=>{if(!this.#v()){var e=this.#c=document.createDocumentFragment(),t=L(),n=!1;e.append(t),this.#a=this.#S(()=>{try{return V(()=>this.#r(t))}catch(e){try{this.error(e),n=!0}catch(e){Sn(e,this.#i.parent)}return null}}),this.#a===null?(this.#c=null,n&&this.#x(M)):this.#u===0&&(this.#e.before(e),this.#c=null,Un(this.#o,()=>{this.#o=null}),this.#x(M))}}))}#b(){try{if(this.is_pending=this.has_pending_snippet(),this.#u=0,this.#l=0,this.#a=V(()=>{this.#r(this.#e)}),this.#u>0){var e=this.#c=document.createDocumentFragment();qn(this.#a,e);let t=this.#n.pending;this.#o=V(()=>t(this.#e))}else this.#x(M)}catch(e){this.error(e)}}#x(e){this.is_pending=!1,e.transfer_reactions(this.#f)}defer_effect(e){ut(e,this.#f)}is_rendered(){return!this.is_pending&&(!this.parent||this.parent.is_rendered())}has_pending_snippet(){return!!this.#n.pending}#S(e){var t=K,n=U,r=k;Zn(this.#i),G(this.#i),$e(this.#i.ctx);try{return zt.ensure(),e()}finally{Zn(t),G(n),$e(r)}}#C(e,t){this.has_pending_snippet()?(this.#u+=e,this.#u===0&&(this.#x(t),this.#o&&Un(this.#o,()=>{this.#o=null}),this.#c&&=(this.#e.before(this.#c),null))):this.parent&&this.parent.#C(e,t)}update_pending_count(e,t){this.#C(e,t),this.#l+=e,!this.#p||this.#d||(this.#d=!0,A(()=>{this.#d=!1,this.#p&&$t(this.#p,this.#l)}))}get_effect_pending(){return this.#m(),X(this.#p)}error(e){if(e===Se||!this.#n.onerror&&!this.#n.failed)throw e;M?.is_fork?(this.#a&&M.skip_effect(this.#a),this.#o&&M.skip_effect(this.#o),this.#s&&M.skip_effect(this.#s),M.oncommit(()=>{this.#v()||this.#w(e)})):this.#w(e)}#w(e){this.#a&&=(H(this.#a),null),this.#o&&=(H(this.#o),null),this.#s&&=(H(this.#s),null),T&&(O(this.#t),je(),O(Me()));let t=this.#n.failed,n=e=>{if(this.#v())return;let{reset:n,invoke_onerror:r}=this.#_(e);r(),t&&!this.#v()&&(this.#s=this.#S(()=>{try{return V(()=>{var r=K;r.b=this,r.f|=128,t(this.#e,()=>e,()=>n)})}catch(e){return Sn(e,this.#i.parent),null}}))};A(()=>{if(!this.#v()){var t;try{t=this.transform_error(e)}catch(e){Sn(e,this.#i&&this.#i.parent);return}typeof t==`object`&&t&&typeof t.then==`function`?t.then(n,e=>Sn(e,this.#i&&this.#i.parent)):n(t)}})}};function Qr(e,t){var n=t==null?``:typeof t==`object`?`${t}`:t;n!==(e[ve]??=e.nodeValue)&&(e[ve]=n,e.nodeValue=`${n}`)}function $r(e,t){return ti(e,t)}var ei=new Map;function ti(e,{target:t,anchor:n,props:i={},events:a,context:o,intro:s=!0,transformError:c}){fn();var l=void 0,u=An(()=>{var s=n??t.appendChild(L());Xr(s,{pending:()=>{}},t=>{tt({});var n=k;if(o&&(n.c=o),a&&(i.$$events=a),T&&Z(t,null),l=e(t,i)||rt(),T&&(K.nodes.end=D,D===null||D.nodeType!==8||D.data!==`]`))throw Ee(),Se;nt()},c);var u=new Set,d=e=>{for(var n=0;n<e.length;n++){var r=e[n];if(!u.has(r)){u.add(r);var i=Er(r);for(let e of[t,document]){var a=ei.get(e);a===void 0&&(a=new Map,ei.set(e,a));var o=a.get(r);o===void 0?(e.addEventListener(r,Rr,{passive:i}),a.set(r,1)):a.set(r,o+1)}}}};return d(r(Ar)),jr.add(d),()=>{for(var e of u)for(let n of[t,document]){var r=ei.get(n),i=r.get(e);--i==0?(n.removeEventListener(e,Rr),r.delete(e),r.size===0&&ei.delete(n)):r.set(e,i)}jr.delete(d),s!==n&&s.parentNode?.removeChild(s)}});return ni.set(l,u),l}var ni=new WeakMap,ri=class{anchor;#e=new Map;#t=new Map;#n=new Map;#r=new Set;#i=!0;constructor(e,t=!0){this.anchor=e,this.#i=t}#a=e=>{if(this.#e.has(e)){var t=this.#e.get(e),n=this.#t.get(t);if(n)Gn(n),this.#r.delete(t);else{var r=this.#n.get(t);r&&(Gn(r.effect),this.#t.set(t,r.effect),this.#n.delete(t),r.fragment.lastChild.remove(),this.anchor.before(r.fragment),n=r.effect)}for(let[t,n]of this.#e){if(this.#e.delete(t),t===e)break;let r=this.#n.get(n);r&&(H(r.effect),this.#n.delete(n))}for(let[e,r]of this.#t){if(e===t||this.#r.has(e))continue;let i=()=>{if(Array.from(this.#e.values()).includes(e)){var t=document.createDocumentFragment();qn(r,t),t.append(L()),this.#n.set(e,{effect:r,fragment:t})}else H(r);this.#r.delete(e),this.#t.delete(e)};this.#i||!n?(this.#r.add(e),Un(r,i,!1)):i()}}};#o=e=>{this.#e.delete(e);let t=Array.from(this.#e.values());for(let[e,n]of this.#n)t.includes(e)||(H(n.effect),this.#n.delete(e))};ensure(e,t){var n=M,r=vn();if(t&&!this.#t.has(e)&&!this.#n.has(e)){if(r){var i=document.createDocumentFragment(),a=L();i.append(a),this.#n.set(e,{effect:V(()=>t(a)),fragment:i})}else this.#t.set(e,V(()=>t(this.anchor)))}if(this.#e.set(n,e),r){for(let[t,r]of this.#t)t===e?n.unskip_effect(r):n.skip_effect(r);for(let[t,r]of this.#n)t===e?n.unskip_effect(r.effect):n.skip_effect(r.effect);n.oncommit(this.#a),n.ondiscard(this.#o)}else T&&(this.anchor=D),this.#a(n)}},ii=0,ai=1,oi=2;function si(e,t,n,r,i){T&&ke();var a=it(),o=w,s=a?Yt(o):Xt(o,!1,!1),c=a?Yt(o):Xt(o,!1,!1),l=new ri(e);In(()=>{var a=M,o=t(),u=!1;let d=T&&p(o)===(e.data===`[!`);if(d&&(O(Me()),E(!1)),p(o)){var f=_t(),m=!1;let e=e=>{if(!u){m=!0,f(!1),M===a&&a.deactivate(),zt.ensure();try{e()}finally{vt(!1),Nt||Bt()}}};o.then(t=>{e(()=>{$t(s,t),l.ensure(ai,r&&(e=>r(e,s)))})},t=>{e(()=>{if($t(c,t),l.ensure(oi,i&&(e=>i(e,c))),!i)throw c.v})}),T?l.ensure(ii,n):A(()=>{m||e(()=>{l.ensure(ii,n)})})}else $t(s,o),l.ensure(ai,r&&(e=>r(e,s)));return d&&E(!0),()=>{u=!0}})}function ci(e,t,n=!1){var r;T&&(r=D,ke());var i=new ri(e),a=n?ie:0;function o(e,t){if(T){var n=Ne(r);if(e!==parseInt(n.substring(1))){var a=Me();O(a),i.anchor=a,E(!1),i.ensure(e,t),E(!0);return}}i.ensure(e,t)}In(()=>{var e=!1;t((t,n=0)=>{e=!0,o(n,t)}),e||o(-1,null)},a)}var li=Symbol(`NaN`);function ui(e,t,n){T&&ke();var r=new ri(e),i=!it();In(()=>{var e=t();e!==e&&(e=li),i&&typeof e==`object`&&e&&(e={}),r.ensure(e,n)})}function di(e,t){return t}function fi(e,t,n){for(var i=[],a=t.length,o,s=t.length,c=0;c<a;c++){let n=t[c];Un(n,()=>{if(o){if(o.pending.delete(n),o.done.add(n),o.pending.size===0){var t=e.outrogroups;pi(e,r(o.done)),t.delete(o),t.size===0&&(e.outrogroups=null)}}else--s},!1)}if(s===0){var l=i.length===0&&n!==null&&e.pending.size===0;if(l){var u=n,d=u.parentNode;_n(d),d.append(u),e.items.clear()}pi(e,t,!l)}else o={pending:new Set(t),done:new Set},(e.outrogroups??=new Set).add(o)}function pi(e,t,n=!0){var r;if(e.pending.size>0){r=new Set;for(let t of e.pending.values())for(let n of t)r.add(e.items.get(n).e)}for(var i=0;i<t.length;i++){var a=t[i];r?.has(a)?(a.f|=ce,qn(a,document.createDocumentFragment())):H(t[i],n)}}var mi;function hi(t,n,i,a,o,s=null){var c=t,l=new Map;if(n&4){var u=t;c=T?O(R(u)):u.appendChild(L())}T&&ke();var d=null,f=wt(()=>{var t=i();return e(t)?t:t==null?[]:r(t)}),p=new Map,m=!0;function h(e){if(!(_.effect.f&16384)){_.pending.delete(e);var t=X(f);_.fallback=d,_i(_,t,c,n,a),d!==null&&(t.length===0?d.f&33554432?(d.f^=ce,yi(d,null,c)):Gn(d):Un(d,()=>{d=null}))}}function g(e){_.pending.delete(e)}var _={effect:In(()=>{var e=X(f),t=e.length;let r=!1;T&&Ne(c)===`[!`!=(t===0)&&(c=Me(),O(c),E(!1),r=!0);for(var u=new Set,_=M,v=vn(),y=0;y<t;y+=1){T&&D.nodeType===8&&D.data===`]`&&(c=D,r=!0,E(!1));var b=e[y],x=a(b,y),S=m?null:l.get(x);S?(S.v&&$t(S.v,b),S.i&&$t(S.i,y),v&&_.unskip_effect(S.e)):(S=vi(l,m?c:mi??=L(),b,x,y,o,n,i),m||(S.e.f|=ce),l.set(x,S)),u.add(x)}if(t===0&&s&&!d&&(m?d=V(()=>s(c)):(d=V(()=>s(mi??=L())),d.f|=ce)),t>u.size&&ze(``,``,``),T&&t>0&&O(Me()),!m){if(p.set(_,u),v){for(let[e,t]of l)u.has(e)||_.skip_effect(t.e);_.oncommit(h),_.ondiscard(g)}else h(_)}r&&E(!0),X(f)}),flags:n,items:l,pending:p,outrogroups:null,fallback:d};m=!1,T&&(c=D)}function gi(e){for(;e!==null&&!(e.f&32);)e=e.next;return e}function _i(e,t,n,i,a){var o=!!(i&8),s=t.length,c=e.items,l=gi(e.effect.first),u,d=null,f,p=[],m=[],h,g,_,v;if(o)for(v=0;v<s;v+=1)h=t[v],g=a(h,v),_=c.get(g).e,_.f&33554432||(_.nodes?.a?.measure(),(f??=new Set).add(_));for(v=0;v<s;v+=1){if(h=t[v],g=a(h,v),_=c.get(g).e,e.outrogroups!==null)for(let t of e.outrogroups)t.pending.delete(_),t.done.delete(_);if(_.f&8192&&(Gn(_),o&&(_.nodes?.a?.unfix(),(f??=new Set).delete(_))),_.f&33554432){if(_.f^=ce,_===l)yi(_,null,n);else{var y=d?d.next:l;_===e.effect.last&&(e.effect.last=_.prev),_.prev&&(_.prev.next=_.next),_.next&&(_.next.prev=_.prev),bi(e,d,_),bi(e,_,y),yi(_,y,n),d=_,p=[],m=[],l=gi(d.next);continue}}if(_!==l){if(u!==void 0&&u.has(_)){if(p.length<m.length){var b=m[0],x;d=b.prev;var S=p[0],ee=p[p.length-1];for(x=0;x<p.length;x+=1)yi(p[x],b,n);for(x=0;x<m.length;x+=1)u.delete(m[x]);bi(e,S.prev,ee.next),bi(e,d,S),bi(e,ee,b),l=b,d=ee,--v,p=[],m=[]}else u.delete(_),yi(_,l,n),bi(e,_.prev,_.next),bi(e,_,d===null?e.effect.first:d.next),bi(e,d,_),d=_;continue}for(p=[],m=[];l!==null&&l!==_;)(u??=new Set).add(l),m.push(l),l=gi(l.next);if(l===null)continue}_.f&33554432||p.push(_),d=_,l=gi(_.next)}if(e.outrogroups!==null){for(let t of e.outrogroups)t.pending.size===0&&(pi(e,r(t.done)),e.outrogroups?.delete(t));e.outrogroups.size===0&&(e.outrogroups=null)}if(l!==null||u!==void 0){var te=[];if(u!==void 0)for(_ of u)_.f&8192||te.push(_);for(;l!==null;)!(l.f&8192)&&l!==e.fallback&&te.push(l),l=gi(l.next);var ne=te.length;if(ne>0){var re=i&4&&s===0?n:null;if(o){for(v=0;v<ne;v+=1)te[v].nodes?.a?.measure();for(v=0;v<ne;v+=1)te[v].nodes?.a?.fix()}fi(e,te,re)}}o&&A(()=>{if(f!==void 0)for(_ of f)_.nodes?.a?.apply()})}function vi(e,t,n,r,i,a,o,s){var c=o&1?o&16?Yt(n):Xt(n,!1,!1):null,l=o&2?Yt(i):null;return{v:c,i:l,e:V(()=>(a(t,c??n,l??i,s),()=>{e.delete(r)}))}}function yi(e,t,n){if(e.nodes)for(var r=e.nodes.start,i=e.nodes.end,a=t&&!(t.f&33554432)?t.nodes.start:n;r!==null;){var o=z(r);if(a.before(r),r===i)return;r=o}}function bi(e,t,n){t===null?e.effect.first=n:t.next=n,n===null?e.effect.last=t:n.prev=t}function xi(e,t,...n){var r=new ri(e);In(()=>{let e=t()??null;r.ensure(e,e&&(t=>e(t,...n)))},ie)}function Si(e,t,n){var r;T&&(r=D,ke());var i=new ri(e);In(()=>{var e=t()??null;if(T&&Ne(r)===`[`!=(e!==null)){var a=Me();O(a),i.anchor=a,E(!1),i.ensure(e,e&&(t=>n(t,e))),E(!0)}else i.ensure(e,e&&(t=>n(t,e)))},ie)}function Ci(e,t,n,r,i,a){let o=T;T&&ke();var s=null;T&&D.nodeType===1&&(s=D,ke());var c=T?D:e,l=new ri(c,!1);In(()=>{let e=t()||null;var a=i?i():n||e===`svg`?we:void 0;if(e===null)l.ensure(null,null);else return l.ensure(e,t=>{if(e){var n=T;if(s=T?s:yn(e,a),Z(s,s),r){var i=null;T&&Or(e)&&s.append(i=document.createComment(``));var o=T?R(s):s.appendChild(L());T&&(o===null?E(!1):O(o)),r(s,o),i?.remove()}K.nodes.end=s,n||t.before(s)}T&&O(t)}),()=>{}},ie),En(()=>{}),o&&(E(!0),O(c))}function wi(e,t){let n=null,r=T;var i;if(T){n=D;for(var a=R(document.head);a!==null&&(a.nodeType!==8||a.data!==e);)a=z(a);if(a===null)E(!1);else{var o=z(a);a.remove(),O(o)}}T||(i=document.head.appendChild(L()));try{In(()=>{var e=V(()=>t(i));e.f|=ae,T||(e.nodes===null?e.nodes={start:i,end:i,a:null,t:null}:e.nodes.end=i)})}finally{r&&(E(!0),O(n))}}function Ti(e,t){var n=void 0,r;Ln(()=>{n!==(n=t())&&(r&&=(H(r),null),n&&(r=V(()=>{jn(()=>n(e))})))})}function Ei(e){var t,n,r=``;if(typeof e==`string`||typeof e==`number`)r+=e;else if(typeof e==`object`){if(Array.isArray(e)){var i=e.length;for(t=0;t<i;t++)e[t]&&(n=Ei(e[t]))&&(r&&(r+=` `),r+=n)}else for(n in e)e[n]&&(r&&(r+=` `),r+=n)}return r}function Di(){for(var e,t,n=0,r=``,i=arguments.length;n<i;n++)(e=arguments[n])&&(t=Ei(e))&&(r&&(r+=` `),r+=t);return r}function Oi(e){return typeof e==`object`?Di(e):e??``}var ki=[...` 	
\r\f\xA0\v﻿`];function Ai(e,t,n){var r=e==null?``:``+e;if(t&&(r=r?r+` `+t:t),n){for(var i of Object.keys(n))if(n[i])r=r?r+` `+i:i;else if(r.length)for(var a=i.length,o=0;(o=r.indexOf(i,o))>=0;){var s=o+a;(o===0||ki.includes(r[o-1]))&&(s===r.length||ki.includes(r[s]))?r=(o===0?``:r.substring(0,o))+r.substring(s+1):o=s}}return r===``?null:r}function ji(e,t=!1){var n=t?` !important;`:`;`,r=``;for(var i of Object.keys(e)){var a=e[i];a!=null&&a!==``&&(r+=` `+i+`: `+a+n)}return r}function Mi(e){return e[0]!==`-`||e[1]!==`-`?e.toLowerCase():e}function Ni(e,t){if(t){var n=``,r,i;if(Array.isArray(t)?(r=t[0],i=t[1]):r=t,e){e=String(e).replaceAll(/\/\*.*?\*\//g,``).trim();var a=!1,o=0,s=!1,c=[];r&&c.push(...Object.keys(r).map(Mi)),i&&c.push(...Object.keys(i).map(Mi));var l=0,u=-1;let t=e.length;for(var d=0;d<t;d++){var f=e[d];if(s?f===`/`&&e[d-1]===`*`&&(s=!1):a?a===f&&(a=!1):f===`/`&&e[d+1]===`*`?s=!0:f===`"`||f===`'`?a=f:f===`(`?o++:f===`)`&&o--,!s&&a===!1&&o===0){if(f===`:`&&u===-1)u=d;else if(f===`;`||d===t-1){if(u!==-1){var p=Mi(e.substring(l,u).trim());if(!c.includes(p)){f!==`;`&&d++;var m=e.substring(l,d).trim();n+=` `+m+`;`}}l=d+1,u=-1}}}}return r&&(n+=ji(r)),i&&(n+=ji(i,!0)),n=n.trim(),n===``?null:n}return e==null?null:String(e)}function Pi(e,t,n,r,i,a){var o=e[ge];if(T||o!==n||o===void 0){var s=Ai(n,r,a);T&&s===e.getAttribute(`class`)||(s==null?e.removeAttribute(`class`):t?e.className=s:e.setAttribute(`class`,s)),e[ge]=n}else if(a&&i!==a)for(var c in a){var l=!!a[c];(i==null||l!==!!i[c])&&e.classList.toggle(c,l)}return a}function Fi(e,t={},n,r){for(var i in n){var a=n[i];t[i]!==a&&(n[i]==null?e.style.removeProperty(i):e.style.setProperty(i,a,r))}}function Ii(e,t,n,r){var i=e[_e];if(T||i!==t){var a=Ni(t,r);T&&a===e.getAttribute(`style`)||(a==null?e.removeAttribute(`style`):e.style.cssText=a),e[_e]=t}else r&&(Array.isArray(r)?(Fi(e,n?.[0],r[0]),Fi(e,n?.[1],r[1],`important`)):Fi(e,n,r));return r}function Li(e,t){t?e.hasAttribute(`selected`)||e.setAttribute(`selected`,``):e.removeAttribute(`selected`)}function Ri(e,t){var n=!(`__defaultValue`in e);(n||e.__defaultValue!==t)&&(e.__defaultValue=t,zi(e,!n||`__value`in e))}function zi(t,n){var r=t.__defaultValue,i=t.multiple,a=i?r??[]:null;if(!i||e(a)){var o=t.selectedIndex,s=n&&i?new Set(t.selectedOptions):null;for(var c of t.options){var l=Hi(c);Li(c,i?a.includes(l):on(l,r))}if(n){if(s!==null)for(c of t.options){var u=s.has(c);c.selected!==u&&(c.selected=u)}else t.selectedIndex!==o&&(t.selectedIndex=o)}}}function Bi(t,n,r=!1){if(t.multiple){if(n==null)return;if(!e(n))return De();for(var i of t.options)i.selected=n.includes(Hi(i))}else{for(i of t.options)if(on(Hi(i),n)){i.selected=!0;return}r&&n===void 0||(t.selectedIndex=-1)}}function Vi(e){var t=new MutationObserver(t=>{t.every(Ui)||(`__defaultValue`in e&&zi(e,!1),`__value`in e&&Bi(e,e.__value))});t.observe(e,{childList:!0,subtree:!0,attributes:!0,attributeFilter:[`value`]}),En(()=>{t.disconnect()})}function Hi(e){return`__value`in e?e.__value:e.value}function Ui(e){if(e.target.closest(`selectedcontent`)!==null)return!0;if(e.type===`childList`){var t=[...e.addedNodes,...e.removedNodes];return t.length>0&&t.every(e=>e.nodeName===`SELECTEDCONTENT`)}return!1}var Wi=Symbol(`class`),Gi=Symbol(`style`),Ki=Symbol(`is custom element`),qi=Symbol(`is html`),Ji=xe?`link`:`LINK`,Yi=xe?`input`:`INPUT`,Xi=xe?`option`:`OPTION`,Zi=xe?`select`:`SELECT`,Qi=xe?`progress`:`PROGRESS`;function $i(e){if(T){var t=!1,n=()=>{if(!t){if(t=!0,e.hasAttribute(`value`)){var n=e.value;ea(e,`value`,null),e.value=n}if(e.hasAttribute(`checked`)){var r=e.checked;ea(e,`checked`,null),e.checked=r}}};e[ye]=n,A(n),pt()}}function ea(e,t,n,r){var i=ra(e);if(!(T&&(i[t]=e.getAttribute(t),t===`src`||t===`srcset`||t===`href`&&e.nodeName===Ji))){var a=i[t];a!==(i[t]=n)&&(t===`loading`&&(e[me]=n),n==null?e.removeAttribute(t):typeof n!=`string`&&aa(e).has(t)?e[t]=n:(!T||typeof n!=`number`&&typeof n!=`boolean`||a!==String(n))&&e.setAttribute(t,n))}}function ta(e,t,n,r,i=!1,a=!1){T&&i&&e.nodeName===Yi&&(`defaultValue`in n||`defaultChecked`in n||$i(e));var o=ra(e),s=o[Ki],c=!o[qi];let l=T&&s;l&&E(!1);var u=t||{},d=e.nodeName===Xi,f=e.nodeName===Zi;try{for(var p in t)!(p in n)&&p[0]+p[1]!==`$$`&&(n[p]=null);n.class?n.class=Oi(n.class):(r||n[Wi])&&(n.class=null),n[Gi]&&(n.style??=null);var m=aa(e);if(e.nodeName===Yi&&`type`in n&&(`value`in n||`__value`in n)){var h=n.type;(h!==u.type||h===void 0&&e.hasAttribute(`type`))&&(u.type=h,ea(e,`type`,h,a))}for(let i in n){let l=n[i];if(d&&i===`value`&&l==null)e.value=e.__value=``,u[i]=l;else if(i===`class`)Pi(e,e.namespaceURI===`http://www.w3.org/1999/xhtml`,l,r,t?.[Wi],n[Wi]),u[i]=l,u[Wi]=n[Wi];else if(i===`style`)Ii(e,l,t?.[Gi],n[Gi]),u[i]=l,u[Gi]=n[Gi];else{var g=u[i];if(l!==g||l===void 0&&e.hasAttribute(i)){u[i]=l;var _=i[0]+i[1];if(_!==`$$`){if(_===`on`){let t={},n=`$$`+i,r=i.slice(2);var v=xr(r);if(yr(r)&&(r=r.slice(0,-7),t.capture=!0),!v&&g){if(l!=null)continue;e.removeEventListener(r,u[n],t),u[n]=null}if(v)Pr(r,e,l),Fr([r]);else if(l!=null){function a(e){u[i].call(this,e)}u[n]=Mr(r,e,a,t)}}else if(i===`style`)ea(e,i,l);else if(i===`autofocus`)dt(e,!!l);else if(!s&&(i===`__value`||i===`value`&&l!=null))e.__value=l,(g==null||e.value!==l||l===0&&e.nodeName===Qi)&&(e.value=l);else if(i===`selected`&&d)Li(e,l);else{var y=i;c||(y=wr(y));var b=y===`defaultValue`||y===`defaultChecked`;if(f&&y===`defaultValue`)continue;if(l==null&&!s&&!b){if(o[i]=null,y===`value`||y===`checked`){let n=e,r=t===void 0;if(y===`value`){let e=n.defaultValue;n.removeAttribute(y),n.defaultValue=e,n.value=n.__value=r?e:null}else{let e=n.defaultChecked;n.removeAttribute(y),n.defaultChecked=e,n.checked=r?e:!1}}else e.removeAttribute(i)}else b||(s||typeof l!=`string`)&&m.has(y)?(e[y]=l,y in o&&(o[y]=w)):typeof l!=`function`&&ea(e,y,l,a)}}}}}}finally{l&&E(!0)}return u}function na(e,t,n=[],r=[],i=[],a,o=!1,s=!1){gt(i,n,r,n=>{var r=void 0,i={},c=e.nodeName===Zi,l=!1;if(Ln(()=>{var u=t(...n.map(X)),d=ta(e,r,u,a,o,s);if(l&&c){var f=e;`defaultValue`in u&&Ri(f,u.defaultValue),`value`in u&&Bi(f,u.value)}for(let e of Object.getOwnPropertySymbols(i))u[e]||H(i[e]);for(let t of Object.getOwnPropertySymbols(u)){var p=u[t];t.description!==`@attach`||r&&p===r[t]||(i[t]&&H(i[t]),i[t]=V(()=>Ti(e,()=>p))),d[t]=p}r=d}),c){var u=e;jn(()=>{var e=r;`defaultValue`in e&&Ri(u,e.defaultValue),Bi(u,e.value,!0),Vi(u)})}l=!0})}function ra(e){return e[he]??={[Ki]:e.nodeName.includes(`-`),[qi]:e.namespaceURI===Ce}}var ia=new Map;function aa(e){var t=e.getAttribute(`is`)||e.nodeName,n=ia.get(t);if(n)return n;ia.set(t,n=new Set);for(var r,i=e,a=Element.prototype;a!==i;){for(var s in r=o(i),r)r[s].set&&s!==`innerHTML`&&s!==`textContent`&&s!==`innerText`&&n.add(s);i=l(i)}return n}function oa(e,t,n=t){var r=new WeakSet;ht(e,`input`,async i=>{var a=i?e.defaultValue:e.value;if(a=da(e)?fa(a):a,n(a),M!==null&&r.add(M),await pr(),a!==(a=t())){var o=e.selectionStart,s=e.selectionEnd,c=e.value.length;if(e.value=a??``,s!==null){var l=e.value.length;o===s&&s===c&&l>c?(e.selectionStart=l,e.selectionEnd=l):(e.selectionStart=o,e.selectionEnd=Math.min(s,l))}}}),(T&&e.defaultValue!==e.value||gr(t)==null&&e.value)&&(n(da(e)?fa(e.value):e.value),M!==null&&r.add(M)),Nn(()=>{var n=t();if(e===document.activeElement){var i=M;if(r.has(i))return}da(e)&&n===fa(e.value)||(e.type!==`date`||n||e.value)&&n!==e.value&&(e.value=n??``)})}var sa=new Set;function ca(e,t,n,r,i=r){var a=n.getAttribute(`type`)===`checkbox`,o=e;let s=!1;if(t!==null)for(var c of t)o=o[c]??=[];o.push(n),ht(n,`change`,()=>{var e=n.__value;a&&(e=ua(o,e,n.checked)),i(e)},()=>i(a?[]:null)),Nn(()=>{var e=r();T&&n.defaultChecked!==n.checked?s=!0:a?(e||=[],n.checked=e.includes(n.__value)):n.checked=on(n.__value,e)}),En(()=>{var e=o.indexOf(n);e!==-1&&o.splice(e,1)}),sa.has(o)||(sa.add(o),A(()=>{o.sort((e,t)=>e.compareDocumentPosition(t)===4?-1:1),sa.delete(o)})),A(()=>{if(s){var e=a?ua(o,e,n.checked):o.find(e=>e.checked)?.__value;i(e)}})}function la(e,t,n=t){ht(e,`change`,t=>{n(t?e.defaultChecked:e.checked)}),(T&&e.defaultChecked!==e.checked||gr(t)==null)&&n(e.checked),Nn(()=>{e.checked=!!t()})}function ua(e,t,n){for(var r=new Set,i=0;i<e.length;i+=1)e[i].checked&&r.add(e[i].__value);return n||r.delete(t),Array.from(r)}function da(e){var t=e.type;return t===`number`||t===`range`}function fa(e){return e===``?null:+e}function pa(e,t){return e===t||e?.[C]===t}function ma(e=rt(),t,n,r){var i=k.r,a=K;return jn(()=>{var o,s;return Nn(()=>{o=s,s=r?.()||[],gr(()=>{pa(n(...s),e)||(t(e,...s),o&&pa(n(...o),e)&&t(null,...o))})}),()=>{let r=a;for(;r!==i&&r.parent!==null&&r.parent.f&33554432;)r=r.parent;let o=()=>{s&&pa(n(...s),e)&&t(null,...s)},c=r.teardown;r.teardown=()=>{o(),c?.()}}}),e}function ha(e=!1){let t=k,n=t.l.u;if(!n)return;let r=()=>_r(t.s);if(e){let e=0,n={},i=bt(()=>{let r=!1,i=t.s;for(let e in i)i[e]!==n[e]&&(n[e]=i[e],r=!0);return r&&e++,e});r=()=>X(i)}n.b.length&&kn(()=>{ga(t,r),h(n.b)}),Dn(()=>{let e=gr(()=>n.m.map(m));return()=>{for(let t of e)typeof t==`function`&&t()}}),n.a.length&&Dn(()=>{ga(t,r),h(n.a)})}function ga(e,t){if(e.l.s)for(let t of e.l.s)X(t);t()}var _a=!1;function va(e){var t=_a;try{return _a=!1,[e(),_a]}finally{_a=t}}var ya={get(e,t){if(!e.exclude.has(t))return e.props[t]},set(e,t){return!1},getOwnPropertyDescriptor(e,t){if(!e.exclude.has(t)&&t in e.props)return{enumerable:!0,configurable:!0,value:e.props[t]}},has(e,t){return!e.exclude.has(t)&&t in e.props},ownKeys(e){return Reflect.ownKeys(e.props).filter(t=>!e.exclude.has(t))}};function ba(e,t,n){return new Proxy({props:e,exclude:t},ya)}var xa={get(e,t){let n=e.props.length;for(;n--;){let r=e.props[n];if(d(r)&&(r=r()),typeof r==`object`&&r&&t in r)return r[t]}},set(e,t,n){let r=e.props.length;for(;r--;){let i=e.props[r];d(i)&&(i=i());let o=a(i,t);if(o&&o.set)return o.set(n),!0}return!1},getOwnPropertyDescriptor(e,t){let n=e.props.length;for(;n--;){let r=e.props[n];if(d(r)&&(r=r()),typeof r==`object`&&r&&t in r){let e=a(r,t);return e&&!e.configurable&&(e.configurable=!0),e}}},has(e,t){if(t===C||t===pe)return!1;for(let n of e.props)if(d(n)&&(n=n()),n!=null&&t in n)return!0;return!1},ownKeys(e){let t=[];for(let n of e.props)if(d(n)&&(n=n()),n){for(let e in n)t.includes(e)||t.push(e);for(let e of Object.getOwnPropertySymbols(n))t.includes(e)||t.push(e)}return t}};function Sa(...e){return new Proxy({props:e},xa)}function Q(e,t,n,r){var i=!Ye||!!(n&2),o=!!(n&8),s=!!(n&16),c=r,l=!0,u=void 0,d=()=>s&&i?(u??=bt(r),X(u)):(l&&(l=!1,c=s?gr(r):r),c);let f;if(o){var p=C in e||pe in e;f=a(e,t)?.set??(p&&t in e?n=>e[t]=n:void 0)}var m,h=!1;o?[m,h]=va(()=>e[t]):m=e[t],m===void 0&&r!==void 0&&(m=d(),f&&(i&&We(t),f(m)));var g=i?()=>{var n=e[t];return n===void 0?d():(l=!0,n)}:()=>{var n=e[t];return n!==void 0&&(c=void 0),n===void 0?c:n};if(i&&!(n&4))return g;if(f){var _=e.$$legacy;return(function(e,t){return arguments.length>0?((!i||!t||_||h)&&f(t?g():e),e):g()})}var v=!1,y=(n&1?bt:wt)(()=>(v=!1,g()));o&&X(y);var b=K;return(function(e,t){if(arguments.length>0){let n=t?X(y):i&&o?rn(e):e;return I(y,n),v=!0,c!==void 0&&(c=n),e}return Yn&&v||b.f&16384?y.v:X(y)})}typeof window<`u`&&((window.__svelte??={}).v??=new Set).add(`5`);var Ca={xmlns:`http://www.w3.org/2000/svg`,width:24,height:24,viewBox:`0 0 24 24`,fill:`none`,stroke:`currentColor`,"stroke-width":2,"stroke-linecap":`round`,"stroke-linejoin":`round`},wa=(...e)=>e.filter((e,t,n)=>!!e&&e.trim()!==``&&n.indexOf(e)===t).join(` `).trim();function Ta(e){return e!=null}function Ea(e,t={}){let n=t.attributeNames??{},r=e=>n[e]??e,i=e.size??e.width??Ca.width,a=e.size??e.height??Ca.height,o=e.aliases?.filter(e=>typeof e==`string`&&e.trim()!==``).map(e=>`lucide-${e}`)??[],s=[...e.name?[`lucide-${e.name}`]:[],...o],c=t.className?.split(` `).filter(Boolean)??[],l=t.includeDefaultClasses===!1?wa(...c):wa(`lucide`,...s,...c),u=t.absoluteStrokeWidth?Number(t.strokeWidth??Ca[`stroke-width`])*Number(e.size??e.width??Ca.width)/Number(t.size??t.width??Ca.width):t.strokeWidth??Ca[`stroke-width`];return[`svg`,{...Object.entries(Ca).reduce((e,[t,n])=>(e[r(t)]=n,e),{}),...`color`in t&&t.color&&{[r(`stroke`)]:t.color},...`size`in t&&Ta(t.size)&&{[r(`width`)]:t.size,[r(`height`)]:t.size},...`width`in t&&Ta(t.width)&&{[r(`width`)]:t.width},...`height`in t&&Ta(t.height)&&{[r(`height`)]:t.height},[r(`stroke-width`)]:u,...l&&{[r(`class`)]:l},[r(`viewBox`)]:`0 0 ${i} ${a}`,...t.hasA11yProp===!1?{[r(`aria-hidden`)]:`true`}:{},...`attributes`in t&&t.attributes},e.node.map(e=>{let[n,i,a]=e,o=t.nonScalingStroke?{[r(`vector-effect`)]:`non-scaling-stroke`,...i}:i;return a?[n,o,a]:[n,o]})]}var Da=e=>{for(let t in e)if(t.startsWith(`aria-`)||t===`role`||t===`title`)return!0;return!1},Oa=Symbol(`lucide-context`),ka=()=>et(Oa),Aa=new Set([`$$slots`,`$$events`,`$$legacy`,`color`,`size`,`width`,`height`,`strokeWidth`,`absoluteStrokeWidth`,`nonScalingStroke`,`iconNode`,`icon`,`class`,`children`]),ja=Wr(`<svg><!><!></svg>`);function Ma(e,t){tt(t,!0);let n=ka()??{},r=Q(t,`color`,19,()=>n.color??`currentColor`),i=Q(t,`size`,19,()=>n.size??24),a=Q(t,`width`,19,i),o=Q(t,`height`,19,i),s=Q(t,`strokeWidth`,19,()=>n.strokeWidth??2),c=Q(t,`absoluteStrokeWidth`,19,()=>n.absoluteStrokeWidth??!1),l=Q(t,`nonScalingStroke`,19,()=>n.nonScalingStroke??!1),u=Q(t,`iconNode`,19,()=>[]),d=Q(t,`icon`,19,()=>({node:u(),aliases:[],size:24})),p=ba(t,Aa),m=Ct(()=>!!t.children||Da(p)),h=Ct(()=>Ea(d(),{color:r(),width:a(),height:o(),strokeWidth:s(),absoluteStrokeWidth:c(),nonScalingStroke:l(),className:wa(`lucide-icon`,n.class),hasA11yProp:X(m),attributes:p})),g=Ct(()=>v(X(h),3)),y=Ct(()=>X(g)[1]),b=Ct(()=>_(X(g)[2],()=>[],!0)),x=Ct(()=>({...X(y),class:[...X(y).class.split(` `),t.class]}));var S=ja();na(S,()=>({...X(x)}));var ee=pn(S);hi(ee,17,()=>X(b),di,(e,t)=>{var n=Ct(()=>v(X(t),2));let r=()=>X(n)[0],i=()=>X(n)[1];var a=Kr();Ci(mn(a),r,!0,(e,t)=>{na(e,()=>({...i()}))}),qr(e,a)}),xi(gn(ee),()=>t.children??f),Ae(S),qr(e,S),nt()}var Na=(function(){let e=typeof document<`u`&&document.createElement(`link`).relList;return e&&e.supports&&e.supports(`modulepreload`)?`modulepreload`:`preload`})(),Pa=function(e){return`/app/`+e},Fa={},Ia=function(e){return e.pathname.endsWith(`.css`)},La=function(e,t,n){if(t in e)return e[t];let r=n();if(!r){e[t]=void 0;return}let i=r.then(()=>{e[t]=void 0},n=>{throw e[t]=void 0,n});return e[t]=i,i},Ra=function(e,t,n){let r=Promise.resolve();if(t&&t.length>0){let e,i=document.querySelector(`meta[property=csp-nonce]`),a=i?.nonce||i?.getAttribute(`nonce`);function o(e){return Promise.all(e.map(e=>Promise.resolve(e).then(e=>({status:`fulfilled`,value:e}),e=>({status:`rejected`,reason:e}))))}function s(e){return import.meta.resolve?new URL(import.meta.resolve(e)):new URL(e,import.meta.url)}r=o(t.map(t=>{t=Pa(t,n);let r=s(t),i=Ia(r);return La(Fa,r.href,()=>{if(e===void 0){e={all:new Set,styles:new Set};let t=document.getElementsByTagName(`link`);for(let n=t.length-1;n>=0;n--){let r=t[n];e.all.add(r.href),r.rel===`stylesheet`&&e.styles.add(r.href)}}if((i?e.styles:e.all).has(r.href))return;let t=document.createElement(`link`);if(t.rel=i?`stylesheet`:Na,i||(t.as=`script`),t.crossOrigin=``,t.href=r.href,a&&t.setAttribute(`nonce`,a),document.head.appendChild(t),i)return new Promise((e,n)=>{let i=a=>{t.removeEventListener(`load`,i),t.removeEventListener(`error`,i),a.type===`error`?n(Error(`Unable to preload CSS for ${r}`)):e(a)};t.addEventListener(`load`,i),t.addEventListener(`error`,i)})})}).filter(e=>e!==void 0))}function i(e){let t=new Event(`vite:preloadError`,{cancelable:!0});if(t.payload=e,window.dispatchEvent(t),!t.defaultPrevented)throw e}return r.then(t=>{for(let e of t||[])e.status===`rejected`&&i(e.reason);return e().catch(i)})},za=class{constructor(e){this.value=e}valueOf(){return this.value}},$=class extends za{constructor(e=`???`){super(e)}toString(e){return`{${this.value}}`}},Ba=class extends za{constructor(e,t={}){super(e),this.opts=t}toString(e){if(e)try{return e.memoizeIntlObject(Intl.NumberFormat,this.opts).format(this.value)}catch(t){e.reportError(t)}return this.value.toString(10)}},Va=class e extends za{static supportsValue(t){if(typeof t==`number`||t instanceof Date)return!0;if(t instanceof za)return e.supportsValue(t.valueOf());if(`Temporal`in globalThis){let e=globalThis.Temporal;if(t instanceof e.Instant||t instanceof e.PlainDateTime||t instanceof e.PlainDate||t instanceof e.PlainMonthDay||t instanceof e.PlainTime||t instanceof e.PlainYearMonth)return!0}return!1}constructor(t,n={}){t instanceof e?(n={...t.opts,...n},t=t.value):t instanceof za&&(t=t.valueOf()),typeof t==`object`&&`calendarId`in t&&n.calendar===void 0&&(n={...n,calendar:t.calendarId}),super(t),this.opts=n}[Symbol.toPrimitive](e){return e===`string`?this.toString():this.toNumber()}toNumber(){let e=this.value;if(typeof e==`number`)return e;if(e instanceof Date)return e.getTime();if(`epochMilliseconds`in e)return e.epochMilliseconds;if(`toZonedDateTime`in e)return e.toZonedDateTime(`UTC`).epochMilliseconds;throw TypeError(`Unwrapping a non-number value as a number`)}toString(e){if(e)try{return e.memoizeIntlObject(Intl.DateTimeFormat,this.opts).format(this.value)}catch(t){e.reportError(t)}return typeof this.value==`number`||this.value instanceof Date?new Date(this.value).toISOString():this.value.toString()}},Ha=100,Ua=`⁨`,Wa=`⁩`;function Ga(e,t,n){return n===t||n instanceof Ba&&t instanceof Ba&&n.value===t.value||t instanceof Ba&&typeof n==`string`&&n===e.memoizeIntlObject(Intl.PluralRules,t.opts).select(t.value)}function Ka(e,t,n){return t[n]?to(e,t[n].value):(e.reportError(RangeError(`No default`)),new $)}function qa(e,t){let n=[],r=Object.create(null);for(let i of t)i.type===`narg`?r[i.name]=Ja(e,i.value):n.push(Ja(e,i));return{positional:n,named:r}}function Ja(e,t){switch(t.type){case`str`:return t.value;case`num`:return new Ba(t.value,{minimumFractionDigits:t.precision});case`var`:return Ya(e,t);case`mesg`:return Xa(e,t);case`term`:return Za(e,t);case`func`:return Qa(e,t);case`select`:return $a(e,t);default:return new $}}function Ya(e,{name:t}){let n;if(e.params){if(Object.prototype.hasOwnProperty.call(e.params,t))n=e.params[t];else return new $(`$${t}`)}else if(e.args&&Object.prototype.hasOwnProperty.call(e.args,t))n=e.args[t];else return e.reportError(ReferenceError(`Unknown variable: $${t}`)),new $(`$${t}`);if(n instanceof za)return n;switch(typeof n){case`string`:return n;case`number`:return new Ba(n);case`object`:if(Va.supportsValue(n))return new Va(n);default:return e.reportError(TypeError(`Variable type not supported: $${t}, ${typeof n}`)),new $(`$${t}`)}}function Xa(e,{name:t,attr:n}){let r=e.bundle._messages.get(t);if(!r)return e.reportError(ReferenceError(`Unknown message: ${t}`)),new $(t);if(n){let i=r.attributes[n];return i?to(e,i):(e.reportError(ReferenceError(`Unknown attribute: ${n}`)),new $(`${t}.${n}`))}return r.value?to(e,r.value):(e.reportError(ReferenceError(`No value: ${t}`)),new $(t))}function Za(e,{name:t,attr:n,args:r}){let i=`-${t}`,a=e.bundle._terms.get(i);if(!a)return e.reportError(ReferenceError(`Unknown term: ${i}`)),new $(i);if(n){let t=a.attributes[n];if(t){e.params=qa(e,r).named;let n=to(e,t);return e.params=null,n}return e.reportError(ReferenceError(`Unknown attribute: ${n}`)),new $(`${i}.${n}`)}e.params=qa(e,r).named;let o=to(e,a.value);return e.params=null,o}function Qa(e,{name:t,args:n}){let r=e.bundle._functions[t];if(!r)return e.reportError(ReferenceError(`Unknown function: ${t}()`)),new $(`${t}()`);if(typeof r!=`function`)return e.reportError(TypeError(`Function ${t}() is not callable`)),new $(`${t}()`);try{let t=qa(e,n);return r(t.positional,t.named)}catch(n){return e.reportError(n),new $(`${t}()`)}}function $a(e,{selector:t,variants:n,star:r}){let i=Ja(e,t);if(i instanceof $)return Ka(e,n,r);for(let t of n)if(Ga(e,i,Ja(e,t.key)))return to(e,t.value);return Ka(e,n,r)}function eo(e,t){if(e.dirty.has(t))return e.reportError(RangeError(`Cyclic reference`)),new $;e.dirty.add(t);let n=[],r=e.bundle._useIsolating&&t.length>1;for(let i of t)if(typeof i==`string`)n.push(e.bundle._transform(i));else{if(e.placeables++,e.placeables>Ha)throw e.dirty.delete(t),RangeError(`Too many placeables expanded: ${e.placeables}, max allowed is ${Ha}`);r&&n.push(Ua),n.push(Ja(e,i).toString(e)),r&&n.push(Wa)}return e.dirty.delete(t),n.join(``)}function to(e,t){return typeof t==`string`?e.bundle._transform(t):eo(e,t)}var no=class{constructor(e,t,n){this.dirty=new WeakSet,this.params=null,this.placeables=0,this.bundle=e,this.errors=t,this.args=n}reportError(e){if(!this.errors||!(e instanceof Error))throw e;this.errors.push(e)}memoizeIntlObject(e,t){let n=this.bundle._intls.get(e);n||(n={},this.bundle._intls.set(e,n));let r=JSON.stringify(t);return n[r]||(n[r]=new e(this.bundle.locales,t)),n[r]}};function ro(e,t){let n=Object.create(null);for(let[r,i]of Object.entries(e))t.includes(r)&&(n[r]=i.valueOf());return n}var io=[`unitDisplay`,`currencyDisplay`,`useGrouping`,`minimumIntegerDigits`,`minimumFractionDigits`,`maximumFractionDigits`,`minimumSignificantDigits`,`maximumSignificantDigits`];function ao(e,t){let n=e[0];if(n instanceof $)return new $(`NUMBER(${n.valueOf()})`);if(n instanceof Ba)return new Ba(n.valueOf(),{...n.opts,...ro(t,io)});if(n instanceof Va)return new Ba(n.toNumber(),{...ro(t,io)});throw TypeError(`Invalid argument to NUMBER`)}var oo=[`dateStyle`,`timeStyle`,`fractionalSecondDigits`,`dayPeriod`,`hour12`,`weekday`,`era`,`year`,`month`,`day`,`hour`,`minute`,`second`,`timeZoneName`];function so(e,t){let n=e[0];if(n instanceof $)return new $(`DATETIME(${n.valueOf()})`);if(n instanceof Va||n instanceof Ba)return new Va(n,ro(t,oo));throw TypeError(`Invalid argument to DATETIME`)}var co=new Map;function lo(e){let t=Array.isArray(e)?e.join(` `):e,n=co.get(t);return n===void 0&&(n=new Map,co.set(t,n)),n}var uo=class{constructor(e,{functions:t,useIsolating:n=!0,transform:r=e=>e}={}){this._terms=new Map,this._messages=new Map,this.locales=Array.isArray(e)?e:[e],this._functions={NUMBER:ao,DATETIME:so,...t},this._useIsolating=n,this._transform=r,this._intls=lo(e)}hasMessage(e){return this._messages.has(e)}getMessage(e){return this._messages.get(e)}addResource(e,{allowOverrides:t=!1}={}){let n=[];for(let r=0;r<e.body.length;r++){let i=e.body[r];if(i.id.startsWith(`-`)){if(t===!1&&this._terms.has(i.id)){n.push(Error(`Attempt to override an existing term: "${i.id}"`));continue}this._terms.set(i.id,i)}else{if(t===!1&&this._messages.has(i.id)){n.push(Error(`Attempt to override an existing message: "${i.id}"`));continue}this._messages.set(i.id,i)}}return n}formatPattern(e,t=null,n=null){if(typeof e==`string`)return this._transform(e);let r=new no(this,n,t);try{return eo(r,e).toString(r)}catch(e){if(r.errors&&e instanceof Error)return r.errors.push(e),new $().toString(r);throw e}}},fo=/^(-?[a-zA-Z][\w-]*) *= */gm,po=/\.([a-zA-Z][\w-]*) *= */y,mo=/\*?\[/y,ho=/(-?[0-9]+(?:\.([0-9]+))?)/y,go=/([a-zA-Z][\w-]*)/y,_o=/([$-])?([a-zA-Z][\w-]*)(?:\.([a-zA-Z][\w-]*))?/y,vo=/^[A-Z][A-Z0-9_-]*$/,yo=/([^{}\n\r]+)/y,bo=/([^\\"\n\r]*)/y,xo=/\\([\\"])/y,So=/\\u([a-fA-F0-9]{4})|\\U([a-fA-F0-9]{6})/y,Co=/^\n+/,wo=/ +$/,To=/ *\r?\n/g,Eo=/( *)$/,Do=/{\s*/y,Oo=/\s*}/y,ko=/\[\s*/y,Ao=/\s*] */y,jo=/\s*\(\s*/y,Mo=/\s*->\s*/y,No=/\s*:\s*/y,Po=/\s*,?\s*/y,Fo=/\s+/y,Io=class{constructor(e){this.body=[],fo.lastIndex=0;let t=0;for(;;){let n=fo.exec(e);if(n===null)break;t=fo.lastIndex;try{this.body.push(s(n[1]))}catch(e){if(e instanceof SyntaxError)continue;throw e}}function n(n){return n.lastIndex=t,n.test(e)}function r(n,r){if(e[t]===n)return t++,!0;if(r)throw new r(`Expected ${n}`);return!1}function i(e,r){if(n(e))return t=e.lastIndex,!0;if(r)throw new r(`Expected ${e.toString()}`);return!1}function a(n){n.lastIndex=t;let r=n.exec(e);if(r===null)throw SyntaxError(`Expected ${n.toString()}`);return t=n.lastIndex,r}function o(e){return a(e)[1]}function s(e){let t=l(),n=c();if(t===null&&Object.keys(n).length===0)throw SyntaxError(`Expected message value or attributes`);return{id:e,value:t,attributes:n}}function c(){let e=Object.create(null);for(;n(po);){let t=o(po),n=l();if(n===null)throw SyntaxError(`Expected attribute value`);e[t]=n}return e}function l(){let r;if(n(yo)&&(r=o(yo)),e[t]===`{`||e[t]===`}`)return u(r?[r]:[],1/0);let i=x();return i?r?u([r,i],i.length):(i.value=S(i.value,Co),u([i],i.length)):r?S(r,wo):null}function u(r=[],i){for(;;){if(n(yo)){r.push(o(yo));continue}if(e[t]===`{`){r.push(d());continue}if(e[t]===`}`)throw SyntaxError(`Unbalanced closing brace`);let a=x();if(a)r.push(a),i=Math.min(i,a.length);else break}let a=r.length-1,s=r[a];typeof s==`string`&&(r[a]=S(s,wo));let c=[];for(let e of r)e instanceof Lo&&(e=e.value.slice(0,e.value.length-i)),e&&c.push(e);return c}function d(){i(Do,SyntaxError);let e=f();if(i(Oo))return e;if(i(Mo)){let t=h();return i(Oo,SyntaxError),{type:`select`,selector:e,...t}}throw SyntaxError(`Unclosed placeable`)}function f(){if(e[t]===`{`)return d();if(n(_o)){let[,e,t,n=null]=a(_o);if(e===`$`)return{type:`var`,name:t};if(i(jo)){let r=p();if(e===`-`)return{type:`term`,name:t,attr:n,args:r};if(vo.test(t))return{type:`func`,name:t,args:r};throw SyntaxError(`Function names must be all upper-case`)}return e===`-`?{type:`term`,name:t,attr:n,args:[]}:{type:`mesg`,name:t,attr:n}}return _()}function p(){let n=[];for(;;){switch(e[t]){case`)`:return t++,n;case void 0:throw SyntaxError(`Unclosed argument list`)}n.push(m()),i(Po)}}function m(){let e=f();return e.type===`mesg`&&i(No)?{type:`narg`,name:e.name,value:_()}:e}function h(){let e=[],t=0,i;for(;n(mo);){r(`*`)&&(i=t);let n=g(),a=l();if(a===null)throw SyntaxError(`Expected variant value`);e[t++]={key:n,value:a}}if(t===0)return null;if(i===void 0)throw SyntaxError(`Expected default variant`);return{variants:e,star:i}}function g(){i(ko,SyntaxError);let e;return e=n(ho)?v():{type:`str`,value:o(go)},i(Ao,SyntaxError),e}function _(){if(n(ho))return v();if(e[t]===`"`)return y();throw SyntaxError(`Invalid expression`)}function v(){let[,e,t=``]=a(ho),n=t.length;return{type:`num`,value:parseFloat(e),precision:n}}function y(){r(`"`,SyntaxError);let n=``;for(;;)if(n+=o(bo),e[t]===`\\`)n+=b();else{if(r(`"`))return{type:`str`,value:n};throw SyntaxError(`Unclosed string literal`)}}function b(){if(n(xo))return o(xo);if(n(So)){let[,e,t]=a(So),n=parseInt(e||t,16);return n<=55295||57344<=n?String.fromCodePoint(n):`�`}throw SyntaxError(`Unknown escape sequence`)}function x(){let n=t;switch(i(Fo),e[t]){case`.`:case`[`:case`*`:case`}`:case void 0:return!1;case`{`:return ee(e.slice(n,t))}return e[t-1]===` `&&ee(e.slice(n,t))}function S(e,t){return e.replace(t,``)}function ee(e){let t=e.replace(To,`
`),n=Eo.exec(e)[1].length;return new Lo(t,n)}}},Lo=class{constructor(e,t){this.value=e,this.length=t}},Ro=`# Everything the app says. Both languages have the same names.

loading = Opening
back = Back
close = Close
done = Done
continue = Continue
open = Open
save = Save
copy = Copy
copied = Copied
more = Show more
on = On
off = Off
made = Made
missing = Missing
locked = Locked
settings = Settings
about = About
email = E-mail address
offline = You are offline. Try again in a moment.
offline-strip = Offline. Trying to reach the server.
slow-down = That was too often. Wait a little and try again.
went-wrong = Something went wrong on the server. Try again.
refused-code = That is not the code. Look at the newest letter.
refused-enrolment = This code is used up. Ask for a new one.
refused-recovery-code = That is not this account’s newest recovery code.
refused-email = That is not an e-mail address.
refused-email-taken = This address belongs to another account, or to yours already.
refused-last-device = This is your last device. Make a recovery code first.
refused-stale = This code is too old. Scan the one that is shown now.
refused-taken = Somebody has opened this request already.
refused-start = That is not a code of this server.
staging-server = Staging server

# Home
greeting = { $waiting ->
    [0] Nothing is waiting for you
    [one] One thing needs your answer
   *[other] { $waiting } things need your answer
}
waiting-list = Waiting for you
pick-one = Pick a request to read it.
    Nothing happens until you approve.
scan = Scan a code
scan-more = Sign in on another screen
lately = Lately
all-history = See everything
no-recovery-code = Make a recovery code
no-recovery-code-more = Without one, a lost phone can mean a lost account.
pin-locked = The PIN is locked
pin-locked-more = Five wrong tries. See how to open it.
muted = { $name } is muted
muted-until = Until { $at }, because you did not start its request.
unmute = Unmute
join-asks = A new device wants to join

# Activation
welcome = You, proven.
    Nothing more.
welcome-more = Sign in and sign agreements with a key that stays on this device. You see every word before you approve it.
licence-accept = I accept the licence
licence-read = Read the licence
licence-1 = Auth eID is free software. You may use it, and nobody may charge you for it.
licence-2 = Your key is made on this device and stays on it. Keep the device, its PIN and your recovery code to yourself.
licence-3 = What you approve counts as said by you. Read it first, and approve only what you started.
licence-4 = The server keeps your addresses, your devices and what you approved, so that you and those who asked can prove it later. You can see and save all of it in the app.
licence-5 = Tell us at once, by removing the device in the app, when a device is lost.
no-production = This deployment has no production server.
no-staging = This deployment has no staging server.
get-started = Get started
email-title = Your e-mail address
email-more = Those who know this address can ask you for something. We send a code to it.
send-code = Send the code
code = Code
code-title = Check your mail
code-more = A six-digit code was sent to
code-again = Send a new code
code-again-in = Send a new code in { $seconds } s
existing-title = You have an account
existing-more = The mail alone does not open it. Prove that it is yours:
existing-join = Approve on my other device
existing-recover = Use my recovery code
existing-no-recovery = This account has no recovery code.
recovery-title = Your recovery code
recovery-more = The code you were given when you activated. Spaces and hyphens do not matter.
recovery-code = Recovery code
pin-choose = Choose a PIN
pin-again = Type it once more
pin-choose-more = Six digits that you need for each approval.
pin-simple = That PIN is among the first a thief would try. Choose another.
pin-differs = The two were not the same. Choose again.
name-title = Name this device
name-more = So that you know it in the list of your devices.
device-name = Name of the device
activate = Activate
making-key = Making your key
lock-title = Approve with this device’s lock?
lock-more = Your face, finger or screen lock then opens the key in one gesture. The PIN still works.
lock-use = Use the lock
lock-later = Not now
keep-title = Keep this code safe
keep-more = It is the way back when your devices are lost. Write it down or print it, and keep it away from this device. It is shown only now.
keep-check = Type the third group to show that you have it
keep-done = I have kept it
keep-file = Auth eID recovery code

    { $code }

    Keep it safe. Together with a code sent to your e-mail it opens your account on a new device.
waiting-title = Open Auth eID on your other device
waiting-more = Let this device in there. Both must show this number:
waiting-left = { $time } left
compare = Number to compare
start-over = Start over
lost-title = Your key is not here any more
lost-more = The browser has cleared what it kept for Auth eID. Your account is safe: restore it with your recovery code or another device.
revoked-title = This device was removed
revoked-more = It was removed from your account and can’t approve any more. You can add it again.
restore = Restore

# A request
time-left = { $seconds ->
    [one] { $seconds } second left
   *[other] { $seconds } seconds left
}
decide-later = Close and decide later
kind-authentication = You are signing in
kind-signature = You are signing
kind-identification = You are showing your identity
kind-kyc = You are sharing your identity file
kind-device-key = You are confirming this device
seal-of-text = Seal of this text
started-email = Asked by your e-mail address
started-qr = You scanned a code
started-link = Started on this device
started-nowhere = Where it was started was not said
you-scanned = You scanned it
gets = { $name } gets
got = { $name } got
discloses-email = your e-mail address
discloses-unique-user-id = your user id
discloses-device = the device’s name and public key
discloses-is-verified = whether your identity is verified
discloses-signature = your signature
verified-only = Works only if your identity is verified
present-as = Answer as
as = As
match-title = Which number does { $name } show?
match-more = No number there, or none of these? Then cancel: someone else may have started this.
not-me = I didn’t start this
not-me-more = The request ends. { $name } is told that you said no, and can’t ask you by e-mail for a day.
not-me-do = End it and mute
cancel-request = Cancel request
approve = Approve
sign = Sign
read-to-end = Read to the end
use-pin = Use the PIN
use-lock = Use the device’s lock
pin-to-sign = PIN to sign
pin-to-approve = PIN to approve
pin-only = This request asks for the PIN.
exact-bytes = The exact text
exact-bytes-more = This, byte for byte, is what your key signs.
expired-short = Time ran out. Start again at { $name }.
pin-entered = { $digits } of 6 digits
pin-pad = Keypad
pin-delete = Delete the last digit
pin-checking = Checking
wrong-pin = { $tries ->
    [one] Wrong PIN. One try left.
   *[other] Wrong PIN. { $tries } tries left.
}
lock-declined = The lock was not opened. Try again, or use the PIN.
done-signed = Signed
done-signed-more = { $name } has your signature.
done-approved = You’re in
done-approved-more = { $name } has your answer.
done-cancelled = Cancelled
done-cancelled-more = { $name } is told that you said no. Nothing was signed.
done-not-me = Ended and muted
done-not-me-more = Nothing was signed. { $name } can’t ask you by e-mail for a day.
done-expired = Time ran out
done-expired-more = Nothing was signed. Start again at { $name } if you still want to.
done-rp-cancelled = Taken back
done-rp-cancelled-more = { $name } took its request back. Nothing was signed here.
done-elsewhere = Answered already
done-elsewhere-more = This was answered on another of your devices.
done-not-verified = Not verified yet
done-not-verified-more = { $name } asks for a verified identity, and yours is not verified.
done-wrong-number = That was another number
done-wrong-number-more = The request was ended to protect you. Start again at { $name }, and compare the number.
done-locked = The PIN is locked
done-locked-more = Five wrong tries. The key is safe; open it again to go on.
done-offline = You are offline
done-offline-more = Nothing was sent. The request waits here until its time runs out.
done-gone = This request is not here
done-gone-more = It has ended, or it is not yours.
receipt-what = What
receipt-when = When
receipt-seal = Seal
return-to = Back to { $name }
picking-up = Fetching the request
start-failed = This code can’t be used
scan-again = Scan the code that is shown now
pin-unlock = Open it again

# Scanning
scan-how = Point the camera at the code on the other screen.
scan-no-camera = The camera can’t be used. Allow it in the browser’s settings, or paste the link below.
scan-paste = No camera? Paste the link
scan-foreign = That is not a code of this server.
camera = Camera

# Settings
emails = E-mail addresses
emails-more = Up to three. Those who know one of them can ask you for something.
email-add = Add an address
email-added = { $email } was added.
email-remove = Remove { $email }
email-remove-title = Remove this address
devices = Devices
this-device = This device
last-seen = Last seen { $at }
device-add = Add a device
device-add-more = Open Auth eID on the new device and type this e-mail address. It then asks to be let in here.
device-rename = Rename { $name }
device-rename-title = Rename
device-revoke = Remove { $name }
device-revoke-title = Remove this device
join-compare = Does the new device show the same number? If you did not start this, keep it out.
join-admit = Let it in
join-refuse = Keep it out
pin-change = Change the PIN
pin-old = Confirm with the old PIN
pin-changed = The PIN was changed.
pin-locked-restore = The PIN was typed wrong five times. Restore your account on this device with your recovery code, or with another device.
pin-locked-lock = The PIN was typed wrong five times. Choose a new one; this device’s lock opens the key.
lock = Device’s lock
lock-off = Turn it off
lock-missing = This browser has no lock that can open the key.
recovery-have = You have a recovery code. A new one replaces it.
recovery-make = Make a recovery code
push = Notifications
push-more = When the app is closed, this device can tell you that something waits. It says nothing of who asks.
push-on = Tell me
push-off = Don’t tell me
push-missing = This browser has no notifications for the app. On an iPhone, add Auth eID to the Home Screen first.
push-declined = Notifications were not allowed, or the push service could not be reached. What waits is in the app all the same.
language = Language
theme = Colours
theme-system = As the system
theme-light = Light
theme-dark = Dark
server = Server
user-id = Your user id

# History and privacy
history = History
search = Search
history-none = Nothing yet.
history-none-found = Nothing was found.
asked-by = Asked by
outcome = Outcome
on-device = On
ended-signed = signed
ended-approved = approved
ended-cancelled = you cancelled
ended-not-me = you did not start it
ended-rp-cancelled = taken back
ended-not-verified = not verified
ended-timeout = time ran out
ended-waiting = waiting
signed-text = The text that was signed
signed-document = The document that was signed
save-evidence = Save the evidence
privacy = Privacy
privacy-more = What is kept of you, and who received what.
privacy-stored = Kept on the server
privacy-kept = Requests are kept for { $days } days.
privacy-received = Who received something
privacy-times = { $times ->
    [one] Once, last { $at }
   *[other] { $times } times, last { $at }
}
privacy-nobody = Nobody has received anything.
privacy-export = Save everything as a file
stored-email = E-mail addresses
stored-device = Devices
stored-request = Requests
stored-recovery-code = Recovery codes, as a hash
stored-passkey = Public keys of device locks
`,zo=`# Allt som appen säger. Båda språken har samma namn.

loading = Öppnar
back = Tillbaka
close = Stäng
done = Klar
continue = Fortsätt
open = Öppna
save = Spara
copy = Kopiera
copied = Kopierat
more = Visa fler
on = På
off = Av
made = Finns
missing = Saknas
locked = Låst
settings = Inställningar
about = Om
email = E-postadress
offline = Du är offline. Försök igen om en stund.
offline-strip = Offline. Försöker nå servern.
slow-down = Det var för ofta. Vänta lite och försök igen.
went-wrong = Något gick fel på servern. Försök igen.
refused-code = Det är inte koden. Titta i det senaste brevet.
refused-enrolment = Koden är förbrukad. Be om en ny.
refused-recovery-code = Det är inte kontots senaste återställningskod.
refused-email = Det är ingen e-postadress.
refused-email-taken = Adressen hör till ett annat konto, eller redan till ditt.
refused-last-device = Det här är din sista enhet. Gör en återställningskod först.
refused-stale = Koden är för gammal. Skanna den som visas nu.
refused-taken = Någon har redan öppnat den här begäran.
refused-start = Det är inte en kod från den här servern.
staging-server = Staging server

# Hem
greeting = { $waiting ->
    [0] Inget väntar på dig
    [one] En sak väntar på ditt svar
   *[other] { $waiting } saker väntar på ditt svar
}
waiting-list = Väntar på dig
pick-one = Välj en begäran för att läsa den.
    Inget händer förrän du godkänner.
scan = Skanna en kod
scan-more = Logga in på en annan skärm
lately = Senast
all-history = Visa allt
no-recovery-code = Gör en återställningskod
no-recovery-code-more = Utan en kan en borttappad telefon betyda ett förlorat konto.
pin-locked = PIN-koden är låst
pin-locked-more = Fem felaktiga försök. Se hur den öppnas.
muted = { $name } är tystad
muted-until = Till { $at }, eftersom du inte startade dess begäran.
unmute = Sluta tysta
join-asks = En ny enhet vill ansluta

# Aktivering
welcome = Du, bevisad.
    Inget mer.
welcome-more = Logga in och skriv under med en nyckel som stannar på den här enheten. Du ser varje ord innan du godkänner.
licence-accept = Jag godkänner licensen
licence-read = Läs licensen
licence-1 = Auth eID är fri programvara. Du får använda den, och ingen får ta betalt av dig för den.
licence-2 = Din nyckel görs på den här enheten och stannar där. Behåll enheten, dess PIN-kod och din återställningskod för dig själv.
licence-3 = Det du godkänner gäller som sagt av dig. Läs först, och godkänn bara det du själv startade.
licence-4 = Servern sparar dina adresser, dina enheter och vad du godkände, så att du och de som frågade kan bevisa det senare. Du kan se och spara allt i appen.
licence-5 = Säg till genast när en enhet är borta, genom att ta bort den i appen.
no-production = Den här installationen har ingen produktionsserver.
no-staging = Den här installationen har ingen stagingserver.
get-started = Kom igång
email-title = Din e-postadress
email-more = Den som känner till adressen kan be dig om något. Vi skickar en kod till den.
send-code = Skicka koden
code = Kod
code-title = Titta i din e-post
code-more = En sexsiffrig kod skickades till
code-again = Skicka en ny kod
code-again-in = Skicka en ny kod om { $seconds } s
existing-title = Du har ett konto
existing-more = E-posten ensam öppnar det inte. Visa att det är ditt:
existing-join = Godkänn på min andra enhet
existing-recover = Använd min återställningskod
existing-no-recovery = Det här kontot har ingen återställningskod.
recovery-title = Din återställningskod
recovery-more = Koden som du fick när du aktiverade. Mellanslag och bindestreck spelar ingen roll.
recovery-code = Återställningskod
pin-choose = Välj en PIN-kod
pin-again = Skriv den en gång till
pin-choose-more = Sex siffror som du behöver vid varje godkännande.
pin-simple = Den PIN-koden är bland de första en tjuv skulle prova. Välj en annan.
pin-differs = De två var inte lika. Välj igen.
name-title = Namnge enheten
name-more = Så att du känner igen den bland dina enheter.
device-name = Enhetens namn
activate = Aktivera
making-key = Gör din nyckel
lock-title = Godkänna med enhetens lås?
lock-more = Ditt ansikte, finger eller skärmlås öppnar då nyckeln med en gest. PIN-koden fungerar fortfarande.
lock-use = Använd låset
lock-later = Inte nu
keep-title = Spara koden säkert
keep-more = Den är vägen tillbaka när dina enheter är borta. Skriv ner eller skriv ut den, och förvara den inte på den här enheten. Den visas bara nu.
keep-check = Skriv den tredje gruppen för att visa att du har den
keep-done = Jag har sparat den
keep-file = Återställningskod för Auth eID

    { $code }

    Förvara den säkert. Tillsammans med en kod till din e-post öppnar den ditt konto på en ny enhet.
waiting-title = Öppna Auth eID på din andra enhet
waiting-more = Släpp in den här enheten där. Båda måste visa det här talet:
waiting-left = { $time } kvar
compare = Tal att jämföra
start-over = Börja om
lost-title = Din nyckel finns inte längre här
lost-more = Webbläsaren har rensat det den sparade för Auth eID. Ditt konto är säkert: återställ det med din återställningskod eller en annan enhet.
revoked-title = Den här enheten togs bort
revoked-more = Den togs bort från ditt konto och kan inte längre godkänna. Du kan lägga till den igen.
restore = Återställ

# En begäran
time-left = { $seconds ->
    [one] { $seconds } sekund kvar
   *[other] { $seconds } sekunder kvar
}
decide-later = Stäng och bestäm senare
kind-authentication = Du loggar in
kind-signature = Du skriver under
kind-identification = Du visar din identitet
kind-kyc = Du delar din identitetsakt
kind-device-key = Du bekräftar enheten
seal-of-text = Textens sigill
started-email = Frågan kom via din e-postadress
started-qr = Du skannade en kod
started-link = Startad på den här enheten
started-nowhere = Det sades inte var den startades
you-scanned = Du skannade den
gets = { $name } får
got = { $name } fick
discloses-email = din e-postadress
discloses-unique-user-id = ditt användar-id
discloses-device = enhetens namn och publika nyckel
discloses-is-verified = om din identitet är verifierad
discloses-signature = din underskrift
verified-only = Fungerar bara om din identitet är verifierad
present-as = Svara som
as = Som
match-title = Vilket tal visar { $name }?
match-more = Inget tal där, eller inget av dessa? Avbryt då: någon annan kan ha startat detta.
not-me = Jag startade inte detta
not-me-more = Begäran avslutas. { $name } får veta att du sa nej, och kan inte fråga dig via e-post på ett dygn.
not-me-do = Avsluta och tysta
cancel-request = Avbryt begäran
approve = Godkänn
sign = Skriv under
read-to-end = Läs till slutet
use-pin = Använd PIN-koden
use-lock = Använd enhetens lås
pin-to-sign = PIN-kod för att skriva under
pin-to-approve = PIN-kod för att godkänna
pin-only = Den här begäran kräver PIN-koden.
exact-bytes = Den exakta texten
exact-bytes-more = Detta, tecken för tecken, är vad din nyckel skriver under.
expired-short = Tiden tog slut. Börja om hos { $name }.
pin-entered = { $digits } av 6 siffror
pin-pad = Sifferknappar
pin-delete = Ta bort sista siffran
pin-checking = Kontrollerar
wrong-pin = { $tries ->
    [one] Fel PIN-kod. Ett försök kvar.
   *[other] Fel PIN-kod. { $tries } försök kvar.
}
lock-declined = Låset öppnades inte. Försök igen, eller använd PIN-koden.
done-signed = Underskrivet
done-signed-more = { $name } har din underskrift.
done-approved = Du är inne
done-approved-more = { $name } har ditt svar.
done-cancelled = Avbrutet
done-cancelled-more = { $name } får veta att du sa nej. Inget skrevs under.
done-not-me = Avslutat och tystat
done-not-me-more = Inget skrevs under. { $name } kan inte fråga dig via e-post på ett dygn.
done-expired = Tiden tog slut
done-expired-more = Inget skrevs under. Börja om hos { $name } om du fortfarande vill.
done-rp-cancelled = Tillbakadraget
done-rp-cancelled-more = { $name } drog tillbaka sin begäran. Inget skrevs under här.
done-elsewhere = Redan besvarat
done-elsewhere-more = Detta besvarades på en annan av dina enheter.
done-not-verified = Inte verifierad än
done-not-verified-more = { $name } begär en verifierad identitet, och din är inte verifierad.
done-wrong-number = Det var ett annat tal
done-wrong-number-more = Begäran avslutades för att skydda dig. Börja om hos { $name } och jämför talet.
done-locked = PIN-koden är låst
done-locked-more = Fem felaktiga försök. Nyckeln är säker; öppna den igen för att fortsätta.
done-offline = Du är offline
done-offline-more = Inget skickades. Begäran väntar här tills dess tid tar slut.
done-gone = Begäran finns inte här
done-gone-more = Den har avslutats, eller är inte din.
receipt-what = Vad
receipt-when = När
receipt-seal = Sigill
return-to = Tillbaka till { $name }
picking-up = Hämtar begäran
start-failed = Koden kan inte användas
scan-again = Skanna koden som visas nu
pin-unlock = Öppna den igen

# Skanna
scan-how = Rikta kameran mot koden på den andra skärmen.
scan-no-camera = Kameran kan inte användas. Tillåt den i webbläsarens inställningar, eller klistra in länken nedan.
scan-paste = Ingen kamera? Klistra in länken
scan-foreign = Det är inte en kod från den här servern.
camera = Kamera

# Inställningar
emails = E-postadresser
emails-more = Upp till tre. Den som känner till en av dem kan be dig om något.
email-add = Lägg till en adress
email-added = { $email } lades till.
email-remove = Ta bort { $email }
email-remove-title = Ta bort adressen
devices = Enheter
this-device = Den här enheten
last-seen = Senast sedd { $at }
device-add = Lägg till en enhet
device-add-more = Öppna Auth eID på den nya enheten och skriv den här e-postadressen. Den ber då om att bli insläppt här.
device-rename = Byt namn på { $name }
device-rename-title = Byt namn
device-revoke = Ta bort { $name }
device-revoke-title = Ta bort enheten
join-compare = Visar den nya enheten samma tal? Om du inte startade detta, släpp inte in den.
join-admit = Släpp in
join-refuse = Släpp inte in
pin-change = Byt PIN-kod
pin-old = Bekräfta med den gamla PIN-koden
pin-changed = PIN-koden är bytt.
pin-locked-restore = PIN-koden skrevs fel fem gånger. Återställ ditt konto på den här enheten med din återställningskod, eller med en annan enhet.
pin-locked-lock = PIN-koden skrevs fel fem gånger. Välj en ny; enhetens lås öppnar nyckeln.
lock = Enhetens lås
lock-off = Stäng av det
lock-missing = Den här webbläsaren har inget lås som kan öppna nyckeln.
recovery-have = Du har en återställningskod. En ny ersätter den.
recovery-make = Gör en återställningskod
push = Aviseringar
push-more = När appen är stängd kan enheten säga att något väntar. Den säger inget om vem som frågar.
push-on = Avisera mig
push-off = Avisera mig inte
push-missing = Webbläsaren har inga aviseringar för appen. På en iPhone: lägg först till Auth eID på hemskärmen.
push-declined = Aviseringar tilläts inte, eller så kunde pushtjänsten inte nås. Det som väntar finns ändå i appen.
language = Språk
theme = Färger
theme-system = Som systemet
theme-light = Ljust
theme-dark = Mörkt
server = Server
user-id = Ditt användar-id

# Historik och integritet
history = Historik
search = Sök
history-none = Inget än.
history-none-found = Inget hittades.
asked-by = Frågad av
outcome = Utfall
on-device = På
ended-signed = underskrivet
ended-approved = godkänt
ended-cancelled = du avbröt
ended-not-me = du startade det inte
ended-rp-cancelled = tillbakadraget
ended-not-verified = inte verifierad
ended-timeout = tiden tog slut
ended-waiting = väntar
signed-text = Texten som skrevs under
signed-document = Dokumentet som skrevs under
save-evidence = Spara beviset
privacy = Integritet
privacy-more = Vad som sparas om dig, och vem som fick vad.
privacy-stored = Sparat på servern
privacy-kept = Begäranden sparas i { $days } dagar.
privacy-received = Vem som fick något
privacy-times = { $times ->
    [one] En gång, senast { $at }
   *[other] { $times } gånger, senast { $at }
}
privacy-nobody = Ingen har fått något.
privacy-export = Spara allt som en fil
stored-email = E-postadresser
stored-device = Enheter
stored-request = Begäranden
stored-recovery-code = Återställningskoder, som hash
stored-passkey = Publika nycklar för enhetslås
`,Bo={en:`English`,sv:`Svenska`},Vo=`autheid.language`,Ho={en:Uo(`en`,Ro),sv:Uo(`sv`,zo)};function Uo(e,t){let n=new uo(e,{useIsolating:!1});return n.addResource(new Io(t)),n}function Wo(){return[localStorage.getItem(Vo),...navigator.languages].map(e=>e?.slice(0,2)).find(e=>e===`en`||e===`sv`)??`en`}var Go=new class{#e=F(`en`);get language(){return X(this.#e)}set language(e){I(this.#e,e,!0)}};function Ko(e=Wo()){Go.language=e,document.documentElement.lang=e}function qo(e){localStorage.setItem(Vo,e),Ko(e)}function Jo(e,t){let n=Ho[Go.language],r=n.getMessage(e);if(!r?.value)throw Error(`no words for ${e}`);return n.formatPattern(r.value,t)}var Yo=e=>new Intl.DateTimeFormat(Go.language,{dateStyle:`medium`,timeStyle:`short`}).format(e),Xo=e=>new Intl.DateTimeFormat(Go.language,{hour:`2-digit`,minute:`2-digit`,second:`2-digit`}).format(e),Zo=new class{#e=F(``);get path(){return X(this.#e)}set path(e){I(this.#e,e,!0)}#t=F(``);get start(){return X(this.#t)}set start(e){I(this.#t,e,!0)}};function Qo(){let e=location.hash.slice(1);e.startsWith(`start=`)?(Zo.start=e.slice(6),history.replaceState(null,``,`#/`),Zo.path=`/`):(Zo.start=``,Zo.path=e.startsWith(`/`)?e:`/`)}addEventListener(`hashchange`,Qo),Qo();function $o(e){location.hash=e}var es=new Set([`$$slots`,`$$events`,`$$legacy`]);function ts(e,t){let n=ba(t,es),r={name:`arrow-left`,size:24,node:[[`path`,{d:`m12 19-7-7 7-7`}],[`path`,{d:`M19 12H5`}]]};Ma(e,Sa(()=>n,{get icon(){return r}}))}export{mn as $,hi as A,Wr as B,Vi as C,wi as D,Pi as E,$r as F,X as G,Fr as H,Qr as I,Pn as J,gr as K,qr as L,ui as M,ci as N,Si as O,si as P,pn as Q,Kr as R,ea as S,Ii as T,Pr as U,Gr as V,Nr as W,cn as X,Dn as Y,sn as Z,ma as _,qo as a,Ct as at,oa as b,Ko as c,Xe as ct,Ra as d,v as dt,hn as et,Ma as f,ha as g,Sa as h,Bo as i,F as it,di as j,xi as k,Jo as l,je as lt,ba as m,$o as n,rn as nt,Xo as o,nt as ot,Q as p,Fn as q,Zo as r,I as rt,Yo as s,tt as st,ts as t,gn as tt,Go as u,Ae as ut,la as v,Bi as w,$i as x,ca as y,Hr as z};