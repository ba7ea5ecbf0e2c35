const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["assets/Requests-S8rZS3sI.js","assets/data.svelte-hc2Tdqos.js","assets/Requests-DIwjRXyl.css","assets/Keys-DLjUS12q.js","assets/plus-CAmZUPdP.js","assets/Webhooks-kpuMSTjZ.js","assets/Webhooks-BVcHSE__.css","assets/Console-BA9DN82J.js","assets/Console-4LErC-BS.css","assets/Usage-Cqe0Z0tw.js","assets/Usage-Cd_LKoj3.css","assets/Docs-BZgJ380I.js","assets/Docs-BvxRn4UM.css","assets/Team-BAHyRIFR.js","assets/Team-JCRgs46n.css","assets/Organisation-LxUq1XgD.js","assets/Organisation-C9wrPmoM.css","assets/Audit-DaT2fpVI.js"])))=>i.map(i=>d[i]);
import{$ as e,At as t,B as n,Bt as r,C as i,Ct as a,Dt as o,E as s,Et as c,F as l,Ft as u,G as d,Gt as f,H as p,Ht as m,I as h,It as g,J as _,Jt as v,K as y,Kt as b,L as ee,Lt as x,M as S,Mt as C,N as w,Nt as T,O as te,Ot as E,P as ne,Pt as D,Q as re,R as ie,Rt as O,S as ae,St as oe,T as k,Tt as A,U as j,Ut as M,V as N,W as P,Wt as F,Xt as se,Yt as ce,Z as I,_ as L,_t as le,a as ue,at as de,b as R,bt as z,c as fe,ct as pe,dt as me,et as B,f as V,ft as he,g as ge,gt as _e,h as ve,ht as H,i as U,it as ye,j as be,jt as xe,k as Se,kt as W,l as Ce,lt as we,m as Te,mt as Ee,nt as De,o as Oe,ot as G,p as K,pt as ke,q as Ae,qt as q,r as je,s as Me,st as Ne,tt as Pe,u as Fe,ut as Ie,v as Le,vt as J,w as Re,wt as Y,x as ze,xt as X,y as Be,yt as Z,z as Ve}from"./data.svelte-hc2Tdqos.js";var He={xmlns:`http://www.w3.org/2000/svg`,width:24,height:24,viewBox:`0 0 24 24`,fill:`none`,stroke:`currentColor`,"stroke-width":2,"stroke-linecap":`round`,"stroke-linejoin":`round`},Ue=(...e)=>e.filter((e,t,n)=>!!e&&e.trim()!==``&&n.indexOf(e)===t).join(` `).trim();function We(e){return e!=null}function Ge(e,t={}){let n=t.attributeNames??{},r=e=>n[e]??e,i=e.size??e.width??He.width,a=e.size??e.height??He.height,o=e.aliases?.filter(e=>typeof e==`string`&&e.trim()!==``).map(e=>`lucide-${e}`)??[],s=[...e.name?[`lucide-${e.name}`]:[],...o],c=t.className?.split(` `).filter(Boolean)??[],l=t.includeDefaultClasses===!1?Ue(...c):Ue(`lucide`,...s,...c),u=t.absoluteStrokeWidth?Number(t.strokeWidth??He[`stroke-width`])*Number(e.size??e.width??He.width)/Number(t.size??t.width??He.width):t.strokeWidth??He[`stroke-width`];return[`svg`,{...Object.entries(He).reduce((e,[t,n])=>(e[r(t)]=n,e),{}),...`color`in t&&t.color&&{[r(`stroke`)]:t.color},...`size`in t&&We(t.size)&&{[r(`width`)]:t.size,[r(`height`)]:t.size},...`width`in t&&We(t.width)&&{[r(`width`)]:t.width},...`height`in t&&We(t.height)&&{[r(`height`)]:t.height},[r(`stroke-width`)]:u,...l&&{[r(`class`)]:l},[r(`viewBox`)]:`0 0 ${i} ${a}`,...t.hasA11yProp===!1?{[r(`aria-hidden`)]:`true`}:{},...`attributes`in t&&t.attributes},e.node.map(e=>{let[n,i,a]=e,o=t.nonScalingStroke?{[r(`vector-effect`)]:`non-scaling-stroke`,...i}:i;return a?[n,o,a]:[n,o]})]}var Ke=e=>{for(let t in e)if(t.startsWith(`aria-`)||t===`role`||t===`title`)return!0;return!1},qe=Symbol(`lucide-context`),Je=()=>m(qe),Ye=new Set([`$$slots`,`$$events`,`$$legacy`,`color`,`size`,`width`,`height`,`strokeWidth`,`absoluteStrokeWidth`,`nonScalingStroke`,`iconNode`,`icon`,`class`,`children`]),Xe=oe(`<svg><!><!></svg>`);function Q(e,t){F(t,!0);let n=Je()??{},i=j(t,`color`,19,()=>n.color??`currentColor`),a=j(t,`size`,19,()=>n.size??24),s=j(t,`width`,19,a),c=j(t,`height`,19,a),l=j(t,`strokeWidth`,19,()=>n.strokeWidth??2),d=j(t,`absoluteStrokeWidth`,19,()=>n.absoluteStrokeWidth??!1),f=j(t,`nonScalingStroke`,19,()=>n.nonScalingStroke??!1),p=j(t,`iconNode`,19,()=>[]),m=j(t,`icon`,19,()=>({node:p(),aliases:[],size:24})),h=P(t,Ye),g=r(()=>!!t.children||Ke(h)),_=r(()=>Ge(m(),{color:i(),width:s(),height:c(),strokeWidth:l(),absoluteStrokeWidth:d(),nonScalingStroke:f(),className:Ue(`lucide-icon`,n.class),hasA11yProp:o(g),attributes:h})),y=r(()=>se(o(_),3)),b=r(()=>o(y)[1]),ee=r(()=>v(o(y)[2],()=>[],!0)),x=r(()=>({...o(b),class:[...o(b).class.split(` `),t.class]}));var S=Xe();re(S,()=>({...o(x)}));var w=C(S);he(w,17,()=>o(ee),ke,(e,t)=>{var n=r(()=>se(o(t),2));let i=()=>o(n)[0],a=()=>o(n)[1];var s=z(),c=T(s);we(c,i,!0,(e,t)=>{re(e,()=>({...a()}))}),Z(e,s)});var te=u(w);me(te,()=>t.children??ce),q(S),Z(e,S),M()}var Ze=new Set([`$$slots`,`$$events`,`$$legacy`]);function Qe(e,t){let n=P(t,Ze),r={name:`book-open`,size:24,node:[[`path`,{d:`M12 5v16`}],[`path`,{d:`M20.001 19A2 2 0 0022 17V5a2 2 0 00-1.999-2L16 3.002A5 5 0 0012 5a5 5 0 00-4-2H4a2 2 0 00-2 2v12a2 2 0 001.999 2H8a5 5 0 014 2 5 5 0 014-2z`}]]};Q(e,d(()=>n,{get icon(){return r}}))}var $e=new Set([`$$slots`,`$$events`,`$$legacy`]);function et(e,t){let n=P(t,$e),r={name:`building-complex`,size:24,node:[[`path`,{d:`M10 12h4`}],[`path`,{d:`M10 8h4`}],[`path`,{d:`M14 21v-3a2 2 0 0 0-4 0v3`}],[`path`,{d:`M6 10H4a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2V9a2 2 0 0 0-2-2h-2`}],[`path`,{d:`M6 21V5a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v16`}]],aliases:[`building-2`]};Q(e,d(()=>n,{get icon(){return r}}))}var tt=new Set([`$$slots`,`$$events`,`$$legacy`]);function nt(e,t){let n=P(t,tt),r={name:`chart-no-axes-column`,size:24,node:[[`path`,{d:`M5 21v-6`}],[`path`,{d:`M12 21V3`}],[`path`,{d:`M19 21V9`}]],aliases:[`bar-chart-2`]};Q(e,d(()=>n,{get icon(){return r}}))}var rt=new Set([`$$slots`,`$$events`,`$$legacy`]);function it(e,t){let n=P(t,rt),r={name:`key-round`,size:24,node:[[`path`,{d:`M2.586 17.414A2 2 0 0 0 2 18.828V21a1 1 0 0 0 1 1h3a1 1 0 0 0 1-1v-1a1 1 0 0 1 1-1h1a1 1 0 0 0 1-1v-1a1 1 0 0 1 1-1h.172a2 2 0 0 0 1.414-.586l.814-.814a6.5 6.5 0 1 0-4-4z`}],[`circle`,{cx:`16.5`,cy:`7.5`,r:`.5`,fill:`currentColor`}]]};Q(e,d(()=>n,{get icon(){return r}}))}var at=new Set([`$$slots`,`$$events`,`$$legacy`]);function ot(e,t){let n=P(t,at),r={name:`layout-grid`,size:24,node:[[`rect`,{width:`7`,height:`7`,x:`3`,y:`3`,rx:`1`}],[`rect`,{width:`7`,height:`7`,x:`14`,y:`3`,rx:`1`}],[`rect`,{width:`7`,height:`7`,x:`14`,y:`14`,rx:`1`}],[`rect`,{width:`7`,height:`7`,x:`3`,y:`14`,rx:`1`}]]};Q(e,d(()=>n,{get icon(){return r}}))}var st=new Set([`$$slots`,`$$events`,`$$legacy`]);function ct(e,t){let n=P(t,st),r={name:`radio`,size:24,node:[[`path`,{d:`M16.247 7.761a6 6 0 0 1 0 8.478`}],[`path`,{d:`M19.075 4.933a10 10 0 0 1 0 14.134`}],[`path`,{d:`M4.925 19.067a10 10 0 0 1 0-14.134`}],[`path`,{d:`M7.753 16.239a6 6 0 0 1 0-8.478`}],[`circle`,{cx:`12`,cy:`12`,r:`2`}]]};Q(e,d(()=>n,{get icon(){return r}}))}var lt=new Set([`$$slots`,`$$events`,`$$legacy`]);function ut(e,t){let n=P(t,lt),r={name:`scroll-text`,size:24,node:[[`path`,{d:`M15 12h-5`}],[`path`,{d:`M15 8h-5`}],[`path`,{d:`M19 17V5a2 2 0 0 0-2-2H4`}],[`path`,{d:`M8 21h12a2 2 0 0 0 2-2v-1a1 1 0 0 0-1-1H11a1 1 0 0 0-1 1v1a2 2 0 1 1-4 0V5a2 2 0 1 0-4 0v2a1 1 0 0 0 1 1h3`}]]};Q(e,d(()=>n,{get icon(){return r}}))}var dt=new Set([`$$slots`,`$$events`,`$$legacy`]);function ft(e,t){let n=P(t,dt),r={name:`square-terminal`,size:24,node:[[`path`,{d:`m7 11 2-2-2-2`}],[`path`,{d:`M11 13h4`}],[`rect`,{width:`18`,height:`18`,x:`3`,y:`3`,rx:`2`,ry:`2`}]],aliases:[`terminal-square`]};Q(e,d(()=>n,{get icon(){return r}}))}var pt=new Set([`$$slots`,`$$events`,`$$legacy`]);function mt(e,t){let n=P(t,pt),r={name:`users`,size:24,node:[[`path`,{d:`M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2`}],[`path`,{d:`M16 3.128a4 4 0 0 1 0 7.744`}],[`path`,{d:`M22 21v-2a4 4 0 0 0-3-3.87`}],[`circle`,{cx:`9`,cy:`7`,r:`4`}]]};Q(e,d(()=>n,{get icon(){return r}}))}var ht=new Set([`$$slots`,`$$events`,`$$legacy`]);function gt(e,t){let n=P(t,ht),r={name:`webhook`,size:24,node:[[`path`,{d:`M18 16.98h-5.99c-1.1 0-1.95.94-2.48 1.9A4 4 0 0 1 2 17c.01-.7.2-1.4.57-2`}],[`path`,{d:`m6 17 3.13-5.78c.53-.97.1-2.18-.5-3.1a4 4 0 1 1 6.89-4.06`}],[`path`,{d:`m12 6 3.13 5.73C15.66 12.7 16.9 13 18 13a4 4 0 0 1 0 8`}]]};Q(e,d(()=>n,{get icon(){return r}}))}var _t=new Set([`$$slots`,`$$events`,`$$legacy`]);function vt(e,t){let n=P(t,_t),r={name:`trash`,size:24,node:[[`path`,{d:`M10 11v6`}],[`path`,{d:`M14 11v6`}],[`path`,{d:`M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6`}],[`path`,{d:`M3 6h18`}],[`path`,{d:`M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2`}]],aliases:[`trash-2`]};Q(e,d(()=>n,{get icon(){return r}}))}var yt=X(`<div class="w-field"> <b><bdi> </bdi></b><small class="w-small"> </small></div>`),bt=X(`<label> <input class="w-input" maxlength="64" required="" autocomplete="name"/></label>`),xt=X(`<label><input type="radio" name="language"/><span> </span></label>`),St=X(`<label><input type="radio" name="theme"/><span> </span></label>`),Ct=X(`<footer><button class="btn primary"> </button></footer>`),wt=X(`<li class="svelte-85z9fr"><span><b class="svelte-85z9fr"><bdi> </bdi></b><small class="w-small"> </small></span> <button class="btn quiet icon"><!></button></li>`),Tt=X(`<ul class="keys svelte-85z9fr"></ul>`),Et=X(`<div class="w-head"><div><h1> </h1><p><bdi> </bdi></p></div></div> <div class="w-cols"><form class="w-card w-form"><!> <fieldset><legend> </legend><div class="w-seg"></div></fieldset> <fieldset><legend> </legend><div class="w-seg"></div></fieldset> <!></form> <section class="w-card" aria-labelledby="passkeys"><h2 id="passkeys"> </h2> <p class="w-lead"> </p> <!> <form class="w-form"><label> <input class="w-input" maxlength="64" required=""/></label> <footer><button class="btn soft"> </button></footer></form></section> <!> <section class="w-card"><h2> </h2> <p class="w-lead"> </p> <div class="w-acts"><button class="btn soft"> </button></div></section></div>`,1);function Dt(t,i){F(i,!0);let a=j(i,`fixedName`,3,!1),s=O(g(V.session?.name??``)),d=O(g([])),f=O(``),p=O(g(localStorage.getItem(`autheid.theme`)??`system`)),m=()=>K(async()=>{x(d,await Ve(`/me/passkeys`),!0)});m();let _=e=>K(async()=>{V.session=await n(`/me`,{name:o(s),language:e}),te(e),ae(l(`saved`))}),v=e=>{e.preventDefault(),K(async()=>{await n(`/me/passkeys`,await Re(o(f),`${i.realm} · ${V.session?.email}`)),x(f,``),await m()})},y=e=>K(async()=>{await n(`/me/passkeys/${e.credentialId}/remove`),await m()}),b=()=>K(async()=>{await n(`/sign-out/others`),ae(l(`others-out`))});function ee(e){x(p,e,!0),e===`system`?(localStorage.removeItem(`autheid.theme`),delete document.documentElement.dataset.theme):(localStorage.setItem(`autheid.theme`,e),document.documentElement.dataset.theme=e)}var w=Et(),E=T(w),ne=C(E),re=C(ne),ie=D(re,!0),oe=u(re),k=C(oe),N=D(k,!0);q(oe),q(ne),q(E);var P=u(E,2),L=C(P),le=C(L),ue=e=>{var t=yt(),n=C(t,!0),r=u(n),i=C(r),a=D(i,!0);q(r);var c=u(r),d=D(c,!0);q(t),W((e,t)=>{J(n,e),J(a,o(s)),J(d,t)},[()=>l(`name`),()=>l(`name-fixed`)]),Z(e,t)},de=t=>{var n=bt(),r=C(n,!0),i=u(r);e(i),q(n),W(e=>J(r,e),[()=>l(`name`)]),I(i,()=>o(s),e=>x(s,e)),Z(t,n)};H(le,e=>{a()?e(ue):e(de,-1)});var R=u(le,2),z=C(R),fe=D(z,!0),pe=u(z);he(pe,20,()=>[[`en`,`English`],[`sv`,`Svenska`]],([e,t])=>e,(t,n)=>{var i=r(()=>se(n,2));let a=()=>o(i)[0],s=()=>o(i)[1];var c=xt(),l=C(c);e(l);var d=u(l),f=D(d,!0);q(c),W(()=>{De(l,a()),Pe(l,h.language===a()),B(d,`lang`,a()),J(f,s())}),A(`change`,l,()=>void _(a())),Z(t,c)}),q(pe),q(R);var ge=u(R,2),_e=C(ge),ve=D(_e,!0),U=u(_e);he(U,20,()=>[`system`,`light`,`dark`],e=>e,(t,n)=>{var r=St(),i=C(r);e(i);var a=u(i),s=D(a,!0);q(r),W(e=>{De(i,n),Pe(i,o(p)===n),J(s,e)},[()=>l(`look-${n}`)]),A(`change`,i,()=>ee(n)),Z(t,r)}),q(U),q(ge);var ye=u(ge,2),be=e=>{var t=Ct(),n=C(t),r=D(n,!0);q(t),W(e=>J(r,e),[()=>l(`save`)]),Z(e,t)};H(ye,e=>{a()||e(be)}),q(L);var xe=u(L,2),Se=C(xe),Ce=D(Se,!0),we=u(Se,2),Te=D(we,!0),Ee=u(we,2),Oe=e=>{var t=Tt();he(t,21,()=>o(d),e=>e.credentialId,(e,t)=>{var n=wt(),r=C(n),i=C(r),a=C(i),s=D(a,!0);q(i);var c=u(i),d=D(c,!0);q(r);var f=u(r,2);vt(C(f),{size:16}),q(f),q(n),W((e,n)=>{J(s,o(t).name),J(d,e),B(f,`aria-label`,n)},[()=>l(`used-at`,{at:S(o(t).usedAt)}),()=>l(`remove-named`,{name:o(t).name})]),A(`click`,f,()=>y(o(t))),Z(e,n)}),q(t),Z(e,t)};H(Ee,e=>{o(d).length&&e(Oe)});var G=u(Ee,2),ke=C(G),Ae=C(ke,!0),je=u(Ae);e(je),q(ke);var Me=u(ke,2),Ne=C(Me),Fe=D(Ne,!0);q(Me),q(G),q(xe);var Ie=u(xe,2);me(Ie,()=>i.more??ce);var Le=u(Ie,2),Y=C(Le),ze=D(Y,!0),X=u(Y,2),Be=D(X,!0),He=u(X,2),Ue=C(He),We=D(Ue,!0);q(He),q(Le),q(P),W((e,t,n,r,i,a,o,s,c,l,u)=>{J(ie,e),J(N,V.session?.email),J(fe,t),J(ve,n),J(Ce,r),J(Te,i),J(Ae,a),B(je,`placeholder`,o),J(Fe,s),J(ze,c),J(Be,l),J(We,u)},[()=>l(`my-account`),()=>l(`language`),()=>l(`look`),()=>l(`passkeys`),()=>l(`passkeys-text`),()=>l(`passkey-name`),()=>l(`passkey-name-example`),()=>l(`add-passkey`),()=>l(`sessions`),()=>l(`sessions-text`,{until:S(V.session?.expiresAt??0)}),()=>l(`sign-out-others`)]),c(`submit`,L,e=>{e.preventDefault(),_(h.language)}),c(`submit`,G,v),I(je,()=>o(f),e=>x(f,e)),A(`click`,Ue,b),Z(t,w),M()}Y([`change`,`click`]);var Ot=new Set([`$$slots`,`$$events`,`$$legacy`]);function kt(e,t){let n=P(t,Ot),r={name:`fingerprint-pattern`,size:24,node:[[`path`,{d:`M12 10a2 2 0 0 0-2 2c0 1.02-.1 2.51-.26 4`}],[`path`,{d:`M14 13.12c0 2.38 0 6.38-1 8.88`}],[`path`,{d:`M17.29 21.02c.12-.6.43-2.3.5-3.02`}],[`path`,{d:`M2 12a10 10 0 0 1 18-6`}],[`path`,{d:`M2 16h.01`}],[`path`,{d:`M21.8 16c.2-2 .131-5.354 0-6`}],[`path`,{d:`M5 19.5C5.5 18 6 15 6 12a6 6 0 0 1 .34-2`}],[`path`,{d:`M8.65 22c.21-.66.45-1.32.57-2`}],[`path`,{d:`M9 6.8a6 6 0 0 1 9 5.2v2`}]],aliases:[`fingerprint`]};Q(e,d(()=>n,{get icon(){return r}}))}var At=new Set([`$$slots`,`$$events`,`$$legacy`]);function jt(e,t){let n=P(t,At),r={name:`x`,size:24,node:[[`path`,{d:`M18 6 6 18`}],[`path`,{d:`m6 6 12 12`}]]};Q(e,d(()=>n,{get icon(){return r}}))}var Mt=X(`<dialog><div class="w-dialog svelte-q7l249"><header class="svelte-q7l249"><h2 class="svelte-q7l249"> </h2><button class="btn quiet icon"><!></button></header> <!></div></dialog>`);function Nt(e,n){F(n,!0);let r=j(n,`wide`,3,!1),i=O(void 0);t(()=>o(i)?.showModal());var a=Mt();let s;var d=C(a),f=C(d),p=C(f),m=D(p,!0),h=u(p);jt(C(h),{size:17}),q(h),q(f);var g=u(f,2);me(g,()=>n.children),q(d),q(a),_(a,e=>x(i,e),()=>o(i)),W(e=>{B(a,`aria-label`,n.title),s=G(a,1,`svelte-q7l249`,null,s,{wide:r()}),J(m,n.title),B(h,`aria-label`,e)},[()=>l(`close`)]),c(`cancel`,a,e=>{e.preventDefault(),n.onclose()}),A(`click`,h,function(...e){n.onclose?.apply(this,e)}),Z(e,a),M()}Y([`click`]);var Pt=X(`<p class="w-lead"> </p> <p class="trouble" role="alert"> </p> <button class="btn primary"><!> </button> <!>`,1);function Ft(e,t){F(t,!0);let n=O(``),i=O(!1);async function a(){x(i,!0),x(n,``);try{await R()}catch(e){x(n,k(e,l(`declined`)),!0)}x(i,!1)}{let s=r(()=>l(`prove-title`));Nt(e,{get title(){return o(s)},get onclose(){return ve},children:(e,r)=>{var s=Pt(),c=T(s),d=D(c,!0),f=u(c,2),p=D(f,!0),m=u(f,2),h=C(m);kt(h,{size:17});var g=u(h,1,!0);q(m);var _=u(m,2);me(_,()=>t.other??ce),W((e,t)=>{J(d,e),J(p,o(n)),m.disabled=o(i),J(g,t)},[()=>l(`prove-text`),()=>l(`prove-passkey`)]),A(`click`,m,a),Z(e,s)},$$slots:{default:!0}})}M()}Y([`click`]);var It=new Set([`$$slots`,`$$events`,`$$legacy`]);function Lt(e,t){let n=P(t,It),r={name:`log-out`,size:24,node:[[`path`,{d:`m16 17 5-5-5-5`}],[`path`,{d:`M21 12H9`}],[`path`,{d:`M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4`}]]};Q(e,d(()=>n,{get icon(){return r}}))}var Rt=new Set([`$$slots`,`$$events`,`$$legacy`]);function zt(e,t){let n=P(t,Rt),r={name:`menu`,size:24,node:[[`path`,{d:`M4 5h16`}],[`path`,{d:`M4 12h16`}],[`path`,{d:`M4 19h16`}]]};Q(e,d(()=>n,{get icon(){return r}}))}var Bt=X(`<span class="wordmark svelte-cdyw6x"><svg viewBox="0 0 64 64" aria-hidden="true"><rect width="64" height="64" rx="18" fill="var(--brand)"></rect><path d="M20 45V30a12 12 0 0 1 24 0v15" fill="none" stroke="var(--on-brand)" stroke-opacity=".55" stroke-width="6" stroke-linecap="round"></path><path d="m24 38 7 7 14-15" fill="none" stroke="var(--on-brand)" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"></path></svg> <b class="svelte-cdyw6x">Auth&nbsp;<span class="svelte-cdyw6x">eID</span></b></span>`);function Vt(e,t){let n=j(t,`size`,3,26);var r=Bt(),i=C(r);b(2),q(r),W(()=>{B(i,`width`,n()),B(i,`height`,n())}),Z(e,r)}var Ht=X(`<aside class="strip svelte-11f3kdz"><span class="svelte-11f3kdz"> </span><p class="svelte-11f3kdz"> </p></aside>`),Ut=X(`<span class="ct num svelte-11f3kdz"> </span>`),Wt=X(`<li class="svelte-11f3kdz"><a class="svelte-11f3kdz"><!> <!></a></li>`),Gt=X(`<li class="svelte-11f3kdz"><a class="svelte-11f3kdz"><!> </a></li>`),Kt=X(`<button class="veil svelte-11f3kdz"></button>`),qt=X(`<p class="toast svelte-11f3kdz"> </p>`),Jt=X(`<div class="toasts svelte-11f3kdz" role="alert"><p class="toast bad svelte-11f3kdz"> <button class="btn quiet icon"><!></button></p></div>`),Yt=X(`<a class="skip svelte-11f3kdz" href="#main"> </a> <!> <div><nav><div class="wm svelte-11f3kdz"><!></div> <!> <ul class="svelte-11f3kdz"></ul> <ul class="foot svelte-11f3kdz"></ul> <div class="me svelte-11f3kdz"><a href="#/me" class="av svelte-11f3kdz"><span aria-hidden="true"> </span><span class="sr"> </span></a> <span class="svelte-11f3kdz"><b class="svelte-11f3kdz"><bdi> </bdi></b><span class="svelte-11f3kdz"> </span></span> <button class="btn quiet icon"><!></button></div></nav> <!> <div class="desk"><header class="topbar svelte-11f3kdz"><button class="btn quiet icon svelte-11f3kdz"><!></button> <!></header> <main id="main" tabindex="-1" class="svelte-11f3kdz"><!></main></div></div> <div class="toasts svelte-11f3kdz" role="status"><!></div> <!>`,1);function Xt(e,i){F(i,!0);let a=O(!1);t(()=>{V.path,x(a,!1)});let s=r(()=>(V.session?.name??``).split(` `).map(e=>e.charAt(0)).slice(0,2).join(``)),c=()=>K(async()=>{await n(`/sign-out`),Le()});var d=Yt(),f=T(d),p=D(f,!0),m=u(f,2),h=e=>{var t=Ht(),n=C(t),r=D(n,!0),i=u(n),a=D(i,!0);q(t),W((e,n,i)=>{B(t,`aria-label`,e),J(r,n),J(a,i)},[()=>l(`environment`),()=>l(`staging`),()=>l(`staging-text`)]),Z(e,t)};H(m,e=>{i.staging&&e(h)});var g=u(m,2);let _;var v=C(g);let y;var b=C(v);Vt(C(b),{}),q(b);var ee=u(b,2);me(ee,()=>i.top??ce);var S=u(ee,2);he(S,21,()=>i.items,({href:e,label:t,icon:n,count:r,keys:i})=>e,(e,t)=>{let n=()=>o(t).href,r=()=>o(t).label,a=()=>o(t).icon,s=()=>o(t).count,c=()=>o(t).keys;var l=Wt(),d=C(l),f=C(d);Ie(f,a,(e,t)=>{t(e,{size:17})});var p=u(f,1,!0),m=u(p),h=e=>{var t=Ut(),n=D(t,!0);W(()=>J(n,s())),Z(e,t)};H(m,e=>{s()&&e(h)}),q(d),q(l),W(()=>{B(d,`href`,`#${n()??``}`),B(d,`aria-current`,n()===i.current?`page`:void 0),B(d,`aria-keyshortcuts`,c()),J(p,r())}),Z(e,l)}),q(S);var w=u(S,2);he(w,21,()=>i.foot,({href:e,label:t,icon:n})=>e,(e,t)=>{let n=()=>o(t).href,r=()=>o(t).label,a=()=>o(t).icon;var s=Gt(),c=C(s),l=C(c);Ie(l,a,(e,t)=>{t(e,{size:17})});var d=u(l,1,!0);q(c),q(s),W(()=>{B(c,`href`,`#${n()??``}`),B(c,`aria-current`,n()===i.current?`page`:void 0),J(d,r())}),Z(e,s)}),q(w);var te=u(w,2),E=C(te),ne=C(E),re=D(ne,!0),ie=u(ne),ae=D(ie,!0);q(E);var oe=u(E,2),k=C(oe),j=C(k),N=D(j,!0);q(k);var P=u(k),se=D(P,!0);q(oe);var I=u(oe,2);Lt(C(I),{size:16}),q(I),q(te),q(v);var L=u(v,2),le=e=>{var t=Kt();W(e=>B(t,`aria-label`,e),[()=>l(`close`)]),A(`click`,t,()=>x(a,!1)),Z(e,t)};H(L,e=>{o(a)&&e(le)});var ue=u(L,2),de=C(ue),R=C(de);zt(C(R),{size:20}),q(R),Vt(u(R,2),{size:24}),q(de);var z=u(de,2),fe=C(z);me(fe,()=>i.children),q(z),q(ue),q(g);var pe=u(g,2),ge=C(pe),_e=e=>{var t=qt(),n=D(t,!0);W(()=>J(n,V.said)),Z(e,t)};H(ge,e=>{V.said&&e(_e)}),q(pe);var ve=u(pe,2),U=e=>{var t=Jt(),n=C(t),r=C(n,!0),i=u(r);jt(C(i),{size:15}),q(i),q(n),q(t),W(e=>{J(r,V.trouble),B(i,`aria-label`,e)},[()=>l(`close`)]),A(`click`,i,()=>V.trouble=``),Z(e,t)};H(ve,e=>{V.trouble&&e(U)}),W((e,t,n,r,c)=>{J(p,e),_=G(g,1,`grid svelte-11f3kdz`,null,_,{staging:i.staging}),y=G(v,1,`side svelte-11f3kdz`,null,y,{open:o(a)}),B(v,`aria-label`,t),J(re,o(s)),J(ae,n),J(N,V.session?.name),J(se,i.role),B(I,`aria-label`,r),B(R,`aria-label`,c),B(R,`aria-expanded`,o(a))},[()=>l(`skip`),()=>l(`main-menu`),()=>l(`my-account`),()=>l(`sign-out`),()=>l(`menu`)]),A(`click`,f,e=>{e.preventDefault(),document.getElementById(`main`)?.focus()}),A(`click`,I,c),A(`click`,R,()=>x(a,!o(a))),Z(e,d),M()}Y([`click`]),f();var Zt=(e=>(e[e.Border=-1]=`Border`,e[e.Data=0]=`Data`,e[e.Function=1]=`Function`,e[e.Position=2]=`Position`,e[e.Timing=3]=`Timing`,e[e.Alignment=4]=`Alignment`,e))(Zt||{}),Qt=[0,1],$t=[1,0],en=[2,3],tn=[3,2],nn={L:Qt,M:$t,Q:en,H:tn},rn=/^\d*$/,an=/^[A-Z0-9 $%*+./:-]*$/,on=`0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:`,sn=1,cn=40,ln=3,un=3,dn=40,fn=10,pn=[[-1,7,10,15,20,26,18,20,24,30,18,20,24,26,30,22,24,28,30,28,28,28,28,30,30,26,28,30,30,30,30,30,30,30,30,30,30,30,30,30,30],[-1,10,16,26,18,24,16,18,22,22,26,30,22,22,24,24,28,28,26,26,26,26,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28],[-1,13,22,18,26,18,24,18,22,20,24,28,26,24,20,30,24,28,28,26,30,28,30,30,30,30,28,30,30,30,30,30,30,30,30,30,30,30,30,30,30],[-1,17,28,22,16,22,28,26,26,24,28,24,28,22,24,24,30,28,28,26,28,30,24,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30]],mn=[[-1,1,1,1,1,1,2,2,2,2,4,4,4,4,4,6,6,6,6,7,8,8,9,9,10,12,12,12,13,14,15,16,17,18,19,19,20,21,22,24,25],[-1,1,1,1,2,2,4,4,4,5,5,5,8,9,9,10,10,11,13,14,16,17,17,18,20,21,23,25,26,28,29,31,33,35,37,38,40,43,45,47,49],[-1,1,1,2,2,4,4,6,6,8,8,8,10,12,16,12,17,16,18,21,20,23,23,25,27,29,34,34,35,38,40,43,45,48,51,53,56,59,62,65,68],[-1,1,1,2,4,4,4,5,6,8,8,11,11,16,16,18,16,19,21,25,25,25,34,30,32,35,37,40,42,45,48,51,54,57,60,63,66,70,74,77,81]],hn=class{constructor(e,t,n,r){if(this.version=e,this.ecc=t,e<sn||e>cn)throw RangeError(`Version value out of range`);if(r<-1||r>7)throw RangeError(`Mask value out of range`);this.size=e*4+17;let i=Array.from({length:this.size}).fill(!1);for(let e=0;e<this.size;e++)this.modules.push(i.slice()),this.types.push(i.map(()=>0));this.drawFunctionPatterns();let a=this.addEccAndInterleave(n);if(this.drawCodewords(a),r===-1){let e=1e9;for(let t=0;t<8;t++){this.applyMask(t),this.drawFormatBits(t);let n=this.getPenaltyScore();n<e&&(r=t,e=n),this.applyMask(t)}}this.mask=r,this.applyMask(r),this.drawFormatBits(r)}size;mask;modules=[];types=[];getModule(e,t){return e>=0&&e<this.size&&t>=0&&t<this.size&&this.modules[t][e]}drawFunctionPatterns(){for(let e=0;e<this.size;e++)this.setFunctionModule(6,e,e%2==0,Zt.Timing),this.setFunctionModule(e,6,e%2==0,Zt.Timing);this.drawFinderPattern(3,3),this.drawFinderPattern(this.size-4,3),this.drawFinderPattern(3,this.size-4);let e=this.getAlignmentPatternPositions(),t=e.length;for(let n=0;n<t;n++)for(let r=0;r<t;r++)n===0&&r===0||n===0&&r===t-1||n===t-1&&r===0||this.drawAlignmentPattern(e[n],e[r]);this.drawFormatBits(0),this.drawVersion()}drawFormatBits(e){let t=this.ecc[1]<<3|e,n=t;for(let e=0;e<10;e++)n=n<<1^(n>>>9)*1335;let r=(t<<10|n)^21522;for(let e=0;e<=5;e++)this.setFunctionModule(8,e,_n(r,e));this.setFunctionModule(8,7,_n(r,6)),this.setFunctionModule(8,8,_n(r,7)),this.setFunctionModule(7,8,_n(r,8));for(let e=9;e<15;e++)this.setFunctionModule(14-e,8,_n(r,e));for(let e=0;e<8;e++)this.setFunctionModule(this.size-1-e,8,_n(r,e));for(let e=8;e<15;e++)this.setFunctionModule(8,this.size-15+e,_n(r,e));this.setFunctionModule(8,this.size-8,!0)}drawVersion(){if(this.version<7)return;let e=this.version;for(let t=0;t<12;t++)e=e<<1^(e>>>11)*7973;let t=this.version<<12|e;for(let e=0;e<18;e++){let n=_n(t,e),r=this.size-11+e%3,i=Math.floor(e/3);this.setFunctionModule(r,i,n),this.setFunctionModule(i,r,n)}}drawFinderPattern(e,t){for(let n=-4;n<=4;n++)for(let r=-4;r<=4;r++){let i=Math.max(Math.abs(r),Math.abs(n)),a=e+r,o=t+n;a>=0&&a<this.size&&o>=0&&o<this.size&&this.setFunctionModule(a,o,i!==2&&i!==4,Zt.Position)}}drawAlignmentPattern(e,t){for(let n=-2;n<=2;n++)for(let r=-2;r<=2;r++)this.setFunctionModule(e+r,t+n,Math.max(Math.abs(r),Math.abs(n))!==1,Zt.Alignment)}setFunctionModule(e,t,n,r=Zt.Function){this.modules[t][e]=n,this.types[t][e]=r}addEccAndInterleave(e){let t=this.version,n=this.ecc;if(e.length!==Mn(t,n))throw RangeError(`Invalid argument`);let r=mn[n[0]][t],i=pn[n[0]][t],a=Math.floor(jn(t)/8),o=r-a%r,s=Math.floor(a/r),c=[],l=Nn(i);for(let t=0,n=0;t<r;t++){let r=e.slice(n,n+s-i+(t<o?0:1));n+=r.length;let a=Pn(r,l);t<o&&r.push(0),c.push(r.concat(a))}let u=[];for(let e=0;e<c[0].length;e++)c.forEach((t,n)=>{(e!==s-i||n>=o)&&u.push(t[e])});return u}drawCodewords(e){if(e.length!==Math.floor(jn(this.version)/8))throw RangeError(`Invalid argument`);let t=0;for(let n=this.size-1;n>=1;n-=2){n===6&&(n=5);for(let r=0;r<this.size;r++)for(let i=0;i<2;i++){let a=n-i,o=n+1&2?r:this.size-1-r;!this.types[o][a]&&t<e.length*8&&(this.modules[o][a]=_n(e[t>>>3],7-(t&7)),t++)}}}applyMask(e){if(e<0||e>7)throw RangeError(`Mask value out of range`);for(let t=0;t<this.size;t++)for(let n=0;n<this.size;n++){let r;switch(e){case 0:r=(n+t)%2==0;break;case 1:r=t%2==0;break;case 2:r=n%3==0;break;case 3:r=(n+t)%3==0;break;case 4:r=(Math.floor(n/3)+Math.floor(t/2))%2==0;break;case 5:r=n*t%2+n*t%3==0;break;case 6:r=(n*t%2+n*t%3)%2==0;break;case 7:r=((n+t)%2+n*t%3)%2==0;break;default:throw Error(`Unreachable`)}!this.types[t][n]&&r&&(this.modules[t][n]=!this.modules[t][n])}}getPenaltyScore(){let e=0;for(let t=0;t<this.size;t++){let n=!1,r=0,i=[0,0,0,0,0,0,0];for(let a=0;a<this.size;a++)this.modules[t][a]===n?(r++,r===5?e+=ln:r>5&&e++):(this.finderPenaltyAddHistory(r,i),n||(e+=this.finderPenaltyCountPatterns(i)*dn),n=this.modules[t][a],r=1);e+=this.finderPenaltyTerminateAndCount(n,r,i)*dn}for(let t=0;t<this.size;t++){let n=!1,r=0,i=[0,0,0,0,0,0,0];for(let a=0;a<this.size;a++)this.modules[a][t]===n?(r++,r===5?e+=ln:r>5&&e++):(this.finderPenaltyAddHistory(r,i),n||(e+=this.finderPenaltyCountPatterns(i)*dn),n=this.modules[a][t],r=1);e+=this.finderPenaltyTerminateAndCount(n,r,i)*dn}for(let t=0;t<this.size-1;t++)for(let n=0;n<this.size-1;n++){let r=this.modules[t][n];r===this.modules[t][n+1]&&r===this.modules[t+1][n]&&r===this.modules[t+1][n+1]&&(e+=un)}let t=0;for(let e of this.modules)t=e.reduce((e,t)=>e+ +!!t,t);let n=this.size*this.size,r=Math.ceil(Math.abs(t*20-n*10)/n)-1;return e+=r*fn,e}getAlignmentPatternPositions(){if(this.version===1)return[];{let e=Math.floor(this.version/7)+2,t=this.version===32?26:Math.ceil((this.version*4+4)/(e*2-2))*2,n=[6];for(let r=this.size-7;n.length<e;r-=t)n.splice(1,0,r);return n}}finderPenaltyCountPatterns(e){let t=e[1],n=t>0&&e[2]===t&&e[3]===t*3&&e[4]===t&&e[5]===t;return(n&&e[0]>=t*4&&e[6]>=t?1:0)+(n&&e[6]>=t*4&&e[0]>=t?1:0)}finderPenaltyTerminateAndCount(e,t,n){return e&&(this.finderPenaltyAddHistory(t,n),t=0),t+=this.size,this.finderPenaltyAddHistory(t,n),this.finderPenaltyCountPatterns(n)}finderPenaltyAddHistory(e,t){t[0]===0&&(e+=this.size),t.pop(),t.unshift(e)}};function gn(e,t,n){if(t<0||t>31||e>>>t)throw RangeError(`Value out of range`);for(let r=t-1;r>=0;r--)n.push(e>>>r&1)}function _n(e,t){return!!(e>>>t&1)}var vn=class{constructor(e,t,n){if(this.mode=e,this.numChars=t,this.bitData=n,t<0)throw RangeError(`Invalid argument`);this.bitData=n.slice()}getData(){return this.bitData.slice()}},yn=[1,10,12,14],bn=[2,9,11,13],xn=[4,8,16,16];function Sn(e,t){return e[Math.floor((t+7)/17)+1]}function Cn(e){let t=[];for(let n of e)gn(n,8,t);return new vn(xn,e.length,t)}function wn(e){if(!Dn(e))throw RangeError(`String contains non-numeric characters`);let t=[];for(let n=0;n<e.length;){let r=Math.min(e.length-n,3);gn(Number.parseInt(e.substring(n,n+r),10),r*3+1,t),n+=r}return new vn(yn,e.length,t)}function Tn(e){if(!On(e))throw RangeError(`String contains unencodable characters in alphanumeric mode`);let t=[],n=0;for(;n+2<=e.length;n+=2){let r=on.indexOf(e.charAt(n))*45;r+=on.indexOf(e.charAt(n+1)),gn(r,11,t)}return n<e.length&&gn(on.indexOf(e.charAt(n)),6,t),new vn(bn,e.length,t)}function En(e){return e===``?[]:Dn(e)?[wn(e)]:On(e)?[Tn(e)]:[Cn(An(e))]}function Dn(e){return rn.test(e)}function On(e){return an.test(e)}function kn(e,t){let n=0;for(let r of e){let e=Sn(r.mode,t);if(r.numChars>=1<<e)return 1/0;n+=4+e+r.bitData.length}return n}function An(e){e=encodeURI(e);let t=[];for(let n=0;n<e.length;n++)e.charAt(n)===`%`?(t.push(Number.parseInt(e.substring(n+1,n+3),16)),n+=2):t.push(e.charCodeAt(n));return t}function jn(e){if(e<sn||e>cn)throw RangeError(`Version number out of range`);let t=(16*e+128)*e+64;if(e>=2){let n=Math.floor(e/7)+2;t-=(25*n-10)*n-55,e>=7&&(t-=36)}return t}function Mn(e,t){return Math.floor(jn(e)/8)-pn[t[0]][e]*mn[t[0]][e]}function Nn(e){if(e<1||e>255)throw RangeError(`Degree out of range`);let t=[];for(let n=0;n<e-1;n++)t.push(0);t.push(1);let n=1;for(let r=0;r<e;r++){for(let e=0;e<t.length;e++)t[e]=Fn(t[e],n),e+1<t.length&&(t[e]^=t[e+1]);n=Fn(n,2)}return t}function Pn(e,t){let n=t.map(e=>0);for(let r of e){let e=r^n.shift();n.push(0),t.forEach((t,r)=>n[r]^=Fn(t,e))}return n}function Fn(e,t){if(e>>>8||t>>>8)throw RangeError(`Byte out of range`);let n=0;for(let r=7;r>=0;r--)n=n<<1^(n>>>7)*285,n^=(t>>>r&1)*e;return n}function In(e,t,n=1,r=40,i=-1,a=!0){if(!(sn<=n&&n<=r&&r<=cn)||i<-1||i>7)throw RangeError(`Invalid value`);let o,s;for(o=n;;o++){let n=Mn(o,t)*8,i=kn(e,o);if(i<=n){s=i;break}if(o>=r)throw RangeError(`Data too long`)}for(let e of[$t,en,tn])a&&s<=Mn(o,e)*8&&(t=e);let c=[];for(let t of e){gn(t.mode[0],4,c),gn(t.numChars,Sn(t.mode,o),c);for(let e of t.getData())c.push(e)}let l=Mn(o,t)*8;gn(0,Math.min(4,l-c.length),c),gn(0,(8-c.length%8)%8,c);for(let e=236;c.length<l;e^=253)gn(e,8,c);let u=Array.from({length:Math.ceil(c.length/8)},()=>0);return c.forEach((e,t)=>u[t>>>3]|=e<<7-(t&7)),new hn(o,t,u,i)}function Ln(e,t){let{ecc:n=`L`,boostEcc:r=!1,minVersion:i=1,maxVersion:a=40,maskPattern:o=-1,border:s=1}=t||{},c=typeof e==`string`?En(e):Array.isArray(e)?[Cn(e)]:void 0;if(!c)throw Error(`uqr only supports encoding string and binary data, but got: ${typeof e}`);let l=In(c,nn[n],i,a,o,r),u=Rn({version:l.version,maskPattern:l.mask,size:l.size,data:l.modules,types:l.types},s);return t?.invert&&(u.data=u.data.map(e=>e.map(e=>!e))),t?.onEncoded?.(u),u}function Rn(e,t=1){if(!t)return e;let{size:n}=e,r=n+t*2;e.size=r,e.data.forEach(e=>{for(let n=0;n<t;n++)e.unshift(!1),e.push(!1)});for(let n=0;n<t;n++)e.data.unshift(Array.from({length:r},e=>!1)),e.data.push(Array.from({length:r},e=>!1));let i=Zt.Border;e.types.forEach(e=>{for(let n=0;n<t;n++)e.unshift(i),e.push(i)});for(let n=0;n<t;n++)e.types.unshift(Array.from({length:r},e=>i)),e.types.push(Array.from({length:r},e=>i));return e}var zn=oe(`<svg role="img" class="svelte-s3d3do"><path class="svelte-s3d3do"></path></svg>`);function Bn(e,t){F(t,!0);let n=r(()=>Ln(t.text,{ecc:`M`,border:3})),i=r(()=>o(n).data.flatMap((e,t)=>e.flatMap((e,n)=>e?[`M${n} ${t}h1v1h-1z`]:[])).join(``));var a=zn(),s=D(a);W(()=>{B(a,`aria-label`,t.label),B(a,`viewBox`,`0 0 ${o(n).size??``} ${o(n).size??``}`),B(s,`d`,o(i))}),Z(e,a),M()}var Vn=X(`<!> <p class="w-lead center svelte-15oxi44"> </p> <a class="btn soft"> </a>`,1),Hn=X(`<p class="center svelte-15oxi44"> </p> <p class="number num svelte-15oxi44"> </p>`,1),Un=X(`<!> <button class="btn quiet"> </button>`,1),Wn=X(`<button class="btn soft"> </button> <form class="w-form"><label> <input class="w-input" type="email" required="" autocomplete="email"/></label> <button class="btn soft"> </button></form>`,1),Gn=X(`<p class="trouble" role="alert"> </p>`),Kn=X(`<div class="eid svelte-15oxi44"><!> <!></div>`);function qn(t,n){F(n,!0);let i=O(``),a=O(null),s=O(null),d=O(``),f;p(()=>clearTimeout(f));async function m(e){x(d,``),x(s,null),clearTimeout(f);try{x(a,await N(`/eid`,{email:e}),!0),await h()}catch(e){x(a,null),x(d,k(e,l(`declined`)),!0)}}async function h(){if(!o(a))return;let e={requestId:o(a).requestId,ticket:o(a).ticket};try{if(x(s,await N(`/eid/look`,e),!0),o(s).status===`Succeeded`){await n.onapproved(e),x(a,null);return}if(o(s).status!==`Waiting`&&o(s).status!==`Pending`){x(a,null),x(d,l(`eid-refused`),!0);return}}catch(e){x(a,null),x(d,k(e,l(`declined`)),!0);return}f=setTimeout(()=>void h(),1e3)}var g=Kn(),_=C(g),v=e=>{var t=Un(),n=T(t),i=e=>{var t=Vn(),n=T(t);{let e=r(()=>l(`eid-code`));Bn(n,{get text(){return o(s).qr},get label(){return o(e)}})}var i=u(n,2),a=D(i,!0),c=u(i,2),d=D(c,!0);W((e,t)=>{J(a,e),B(c,`href`,o(s).link),J(d,t)},[()=>l(`eid-scan`),()=>l(`eid-here`)]),Z(e,t)},c=e=>{var t=Hn(),n=T(t),r=D(n,!0),i=u(n,2),s=D(i,!0);W(e=>{J(r,e),J(s,o(a).matchNumber)},[()=>l(`eid-pick`)]),Z(e,t)};H(n,e=>{o(s).qr?e(i):o(a).matchNumber&&e(c,1)});var d=u(n,2),p=D(d,!0);W(e=>J(p,e),[()=>l(`cancel`)]),A(`click`,d,()=>{x(a,null),clearTimeout(f)}),Z(e,t)},y=t=>{var n=Wn(),r=T(n),a=D(r,!0),s=u(r,2),d=C(s),f=C(d,!0),p=u(f);e(p),q(d);var h=u(d,2),g=D(h,!0);q(s),W((e,t,n)=>{J(a,e),J(f,t),J(g,n)},[()=>l(`eid-by-code`),()=>l(`eid-email`),()=>l(`eid-by-email`)]),A(`click`,r,()=>m(``)),c(`submit`,s,e=>{e.preventDefault(),m(o(i))}),I(p,()=>o(i),e=>x(i,e)),Z(t,n)};H(_,e=>{o(a)&&o(s)?e(v):e(y,-1)});var b=u(_,2),ee=e=>{var t=Gn(),n=D(t,!0);W(()=>J(n,o(d))),Z(e,t)};H(b,e=>{o(d)&&e(ee)}),q(g),Z(t,g),M()}Y([`click`]);var Jn=y(()=>V),Yn=X(`<p class="w-lead"> </p> <div class="w-acts"><button class="btn soft"> </button></div>`,1),Xn=X(`<p class="w-lead"> </p> <!>`,1),Zn=X(`<section class="w-card" aria-labelledby="eid"><h2 id="eid"> </h2> <!></section>`);function Qn(e,t){F(t,!1);let r=async e=>{Jn(Jn().session=await n(`/eid/link`,e)),ae(l(`eid-linked`))},i=()=>K(async()=>{Jn(Jn().session=await n(`/eid/unlink`))});Ae();var a=Zn(),o=C(a),s=D(o,!0),c=u(o,2),d=e=>{var t=Yn(),n=T(t),r=D(n,!0),a=u(n,2),o=C(a),s=D(o,!0);q(a),W((e,t)=>{J(r,e),J(s,t)},[()=>l(`eid-is-linked`),()=>l(`eid-unlink`)]),A(`click`,o,i),Z(e,t)},f=e=>{var t=Xn(),n=T(t),i=D(n,!0);qn(u(n,2),{onapproved:r}),W(e=>J(i,e),[()=>l(`eid-link-text`)]),Z(e,t)};H(c,e=>{Jn().session?.hasEid?e(d):e(f,-1)}),q(a),W(e=>J(s,e),[()=>l(`eid-own`)]),Z(e,a),M()}Y([`click`]);var $n=X(`<div class="w-or"><span> </span></div> <!>`,1);function er(e,t){F(t,!1);let n=async e=>ze(await N(`/eid/prove`,e));Ae();var r=$n(),i=T(r),a=C(i),o=D(a,!0);q(i),qn(u(i,2),{onapproved:n}),W(e=>J(o,e),[()=>l(`or-with-eid`)]),Z(e,r),M()}var tr=X(`<p class="lead"> </p>`),nr=X(`<p class="env svelte-b0z3o7"><span class="pill warn"> </span></p>`),rr=X(`<div class="w-door"><main id="main"><!> <div><h1> </h1><!><!></div> <!> <p class="lang svelte-b0z3o7"><button class="w-link svelte-b0z3o7"> </button></p></main></div>`);function ir(e,t){F(t,!0);let n=j(t,`lead`,3,``);var r=rr(),i=C(r),a=C(i);Vt(a,{size:30});var o=u(a,2),s=C(o),c=D(s,!0),d=u(s),f=e=>{var t=tr(),r=D(t,!0);W(()=>J(r,n())),Z(e,t)};H(d,e=>{n()&&e(f)});var p=u(d),m=e=>{var t=nr(),n=C(t),r=D(n,!0);q(t),W(e=>J(r,e),[()=>l(`staging`)]),Z(e,t)};H(p,e=>{t.staging&&e(m)}),q(o);var g=u(o,2);me(g,()=>t.children);var _=u(g,2),v=C(_),y=D(v,!0);q(_),q(i),q(r),W(()=>{J(c,t.title),B(v,`lang`,h.language===`en`?`sv`:`en`),J(y,h.language===`en`?`Svenska`:`English`)}),A(`click`,v,()=>te(h.language===`en`?`sv`:`en`)),Z(e,r),M()}Y([`click`]);var ar=X(`<p class="w-note"> </p> <button class="btn soft"> </button>`,1),or=X(`<label> <input class="w-input" maxlength="64" required="" autocomplete="name"/></label>`),sr=X(`<p class="w-lead"> </p><button class="btn quiet"> </button>`,1),cr=X(`<p> </p> <form class="w-form"><!> <button class="btn primary"> </button></form> <!>`,1),lr=X(`<!> <p class="trouble" role="alert"> </p>`,1);function ur(i,a){F(a,!0);let s=O(null),d=O(!1),f=O(``),p=O(``);t(()=>{N(`/join/look`,{token:a.token}).then(e=>{x(s,e,!0),x(f,e.name,!0)},()=>x(d,!0))});async function m(){x(p,``);try{if(V.phase===`in`)await n(`/join/accept`,{token:a.token}),await Oe();else{let e=await Re(l(`first-passkey`),`Auth eID portal · ${o(s)?.email}`);ge(await N(`/join`,{...e,token:a.token,name:o(f)}))}L(`/`)}catch(e){x(p,k(e,l(`declined`)),!0)}}{let t=r(ue),n=r(()=>l(`join-title`));ir(i,{get staging(){return o(t)},get title(){return o(n)},children:(t,n)=>{var r=lr(),i=T(r),a=e=>{var t=ar(),n=T(t),r=D(n,!0),i=u(n,2),a=D(i,!0);W((e,t)=>{J(r,e),J(a,t)},[()=>l(`join-gone`),()=>l(`go-on`)]),A(`click`,i,()=>L(`/`)),Z(e,t)},h=t=>{var n=cr(),r=T(n),i=D(r,!0),a=u(r,2),d=C(a),p=t=>{var n=or(),r=C(n,!0),i=u(r);e(i),q(n),W(e=>J(r,e),[()=>l(`your-name`)]),I(i,()=>o(f),e=>x(f,e)),Z(t,n)};H(d,e=>{V.phase!==`in`&&e(p)});var h=u(d,2),g=D(h,!0);q(a);var _=u(a,2),v=e=>{var t=sr(),n=T(t),r=D(n,!0),i=u(n),a=D(i,!0);W((e,t)=>{J(r,e),J(a,t)},[()=>l(`join-have`),()=>l(`sign-in`)]),A(`click`,i,()=>L(`/`)),Z(e,t)};H(_,e=>{V.phase!==`in`&&e(v)}),W((e,t)=>{J(i,e),J(g,t)},[()=>l(`join-text`,{by:o(s).invitedBy,organisation:o(s).organisation,role:l(`role-${o(s).role}`)}),()=>V.phase===`in`?l(`join-accept`):l(`join-make`)]),c(`submit`,a,e=>{e.preventDefault(),m()}),Z(t,n)};H(i,e=>{o(d)?e(a):o(s)&&e(h,1)});var g=u(i,2),_=D(g,!0);W(()=>J(_,o(p))),Z(t,r)},$$slots:{default:!0}})}M()}Y([`click`]);var dr=X(`<button class="btn quiet"> </button>`),fr=X(`<form class="w-form"><label> <input class="w-input" maxlength="64" required="" autocomplete="organization" placeholder="Nordbank AB"/><small> </small></label> <button class="btn primary"> </button></form> <p class="trouble" role="alert"> </p> <!>`,1);function pr(t,i){F(i,!0);let a=O(``),s=()=>K(async()=>{let e=await n(`/organisations`,{name:o(a)});await Oe(),L(`/${e.rp}`)}),d=()=>K(async()=>{await n(`/sign-out`),Le()});{let n=r(ue),i=r(()=>l(`new-organisation`)),f=r(()=>l(`new-organisation-text`));ir(t,{get staging(){return o(n)},get title(){return o(i)},get lead(){return o(f)},children:(t,n)=>{var r=fr(),i=T(r),f=C(i),p=C(f,!0),m=u(p);e(m);var h=u(m),g=D(h,!0);q(f);var _=u(f,2),v=D(_,!0);q(i);var y=u(i,2),b=D(y,!0),ee=u(y,2),S=e=>{var t=dr(),n=D(t,!0);W(e=>J(n,e),[()=>l(`cancel`)]),A(`click`,t,()=>L(`/`)),Z(e,t)},w=e=>{var t=dr(),n=D(t,!0);W(e=>J(n,e),[()=>l(`sign-out`)]),A(`click`,t,d),Z(e,t)};H(ee,e=>{U.teams.length?e(S):e(w,-1)}),W((e,t,n)=>{J(p,e),J(g,t),J(v,n),J(b,V.trouble)},[()=>l(`organisation-name`),()=>l(`organisation-name-text`),()=>l(`create`)]),c(`submit`,i,e=>{e.preventDefault(),s()}),I(m,()=>o(a),e=>x(a,e)),Z(t,r)},$$slots:{default:!0}})}M()}Y([`click`]);var mr=new Set([`$$slots`,`$$events`,`$$legacy`]);function hr(e,t){let n=P(t,mr),r={name:`arrow-right`,size:24,node:[[`path`,{d:`M5 12h14`}],[`path`,{d:`m12 5 7 7-7 7`}]]};Q(e,d(()=>n,{get icon(){return r}}))}var gr=new Set([`$$slots`,`$$events`,`$$legacy`]);function _r(e,t){let n=P(t,gr),r={name:`check`,size:24,node:[[`path`,{d:`M20 6 9 17l-5-5`}]]};Q(e,d(()=>n,{get icon(){return r}}))}var vr=new Set([`$$slots`,`$$events`,`$$legacy`]);function yr(e,t){let n=P(t,vr),r={name:`copy`,size:24,node:[[`rect`,{width:`14`,height:`14`,x:`8`,y:`8`,rx:`2`,ry:`2`}],[`path`,{d:`M4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2`}]]};Q(e,d(()=>n,{get icon(){return r}}))}var br=X(`<!> `,1),xr=X(`<button type="button"><!></button> <span class="sr" role="status"> </span>`,1);function Sr(e,t){F(t,!0);let n=j(t,`big`,3,!1),r=j(t,`class`,3,``),i=O(!1);async function a(){await navigator.clipboard.writeText(t.text),x(i,!0),setTimeout(()=>x(i,!1),2e3)}var s=xr(),c=T(s),d=C(c),f=e=>{var t=br(),n=T(t);_r(n,{size:15});var r=u(n,1,!0);W(e=>J(r,e),[()=>l(`copied`)]),Z(e,t)},p=e=>{var n=br(),r=T(n);yr(r,{size:15});var i=u(r,1,!0);W(()=>J(i,t.label)),Z(e,n)};H(d,e=>{o(i)?e(f):e(p,-1)}),q(c);var m=u(c,2),h=D(m,!0);W(e=>{G(c,1,Ne([`btn`,n()?`primary`:`quiet`,r()])),J(h,e)},[()=>o(i)?l(`copied`):``]),A(`click`,c,a),Z(e,s),M()}Y([`click`]);var Cr={shell:`Shell`,java:`Java`,python:`Python`,csharp:`C#`,javascript:`JavaScript`,swift:`Swift`},$=e=>JSON.stringify(e),wr=(e,t=``)=>JSON.stringify(e,null,2).replaceAll(`
`,`\n${t}`),Tr=e=>`'${e.replaceAll(`'`,`'\\''`)}'`,Er=e=>$(e).replace(/\\u([0-9a-f]{4})/g,`\\u{$1}`).replaceAll(`\\b`,`\\u{8}`).replaceAll(`\\f`,`\\u{c}`),Dr=e=>wr(e,`    `).replaceAll(/(: )(true|false)(,?\n)/g,(e,t,n,r)=>`${t}${n===`true`?`True`:`False`}${r}`),Or={shell:(e,t,n)=>`request_id=$(curl --silent --fail-with-body ${e}/v1/requests \\
  --header ${Tr(`Authorization: Bearer ${t}`)} \\
  --data ${Tr(wr(n))} | jq --raw-output .request_id)

curl --silent --fail-with-body "${e}/v1/requests/$request_id" \\
  --header ${Tr(`Authorization: Bearer ${t}`)}
`,java:(e,t,n)=>`import java.net.URI;
import java.net.http.*;

class Ask {
    static final HttpClient CLIENT = HttpClient.newHttpClient();

    static String call(String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(${$(`${e}/v1/requests`)} + path))
            .header("Authorization", ${$(`Bearer ${t}`)});
        if (body != null) request.POST(HttpRequest.BodyPublishers.ofString(body));
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    public static void main(String[] args) throws Exception {
        var created = call("", ${$(JSON.stringify(n))});
        var id = created.replaceAll(".*\\"request_id\\":\\"([^\\"]+)\\".*", "$1");
        System.out.println(call("/" + id, null));
    }
}
`,python:(e,t,n)=>`import json
from urllib.request import Request, urlopen

SERVER = ${$(`${e}/v1/requests`)}
HEADERS = {"Authorization": ${$(`Bearer ${t}`)}, "Content-Type": "application/json"}


def call(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(SERVER + path, data, HEADERS)) as answer:
        return json.load(answer)


created = call(
    "",
    ${Dr(n)},
)
print(json.dumps(call("/" + created["request_id"]), indent=2))
`,csharp:(e,t,n)=>`using System.Net.Http.Json;
using System.Text.Json.Nodes;

using var client = new HttpClient();
client.DefaultRequestHeaders.Add("Authorization", ${$(`Bearer ${t}`)});

var body = JsonNode.Parse(${$(JSON.stringify(n))});
var answer = await client.PostAsJsonAsync(${$(`${e}/v1/requests`)}, body);
answer.EnsureSuccessStatusCode();
var created = await answer.Content.ReadFromJsonAsync<JsonObject>();
Console.WriteLine(await client.GetStringAsync(${$(`${e}/v1/requests/`)} + created!["request_id"]));
`,javascript:(e,t,n)=>`const server = ${$(`${e}/v1/requests`)};
const headers = { authorization: ${$(`Bearer ${t}`)}, 'content-type': 'application/json' };

async function call(path, body) {
  const answer = await fetch(server + path, { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

const created = await call('', ${wr(n)});
console.log(await call('/' + created.request_id));
`,swift:(e,t,n)=>`import Foundation

func call(_ path: String, _ body: String? = nil) async throws -> Data {
    var request = URLRequest(url: URL(string: ${Er(`${e}/v1/requests`)} + path)!)
    request.setValue(${Er(`Bearer ${t}`)}, forHTTPHeaderField: "Authorization")
    if let body {
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(body.utf8)
    }
    return try await URLSession.shared.data(for: request).0
}

struct Created: Decodable { let request_id: String }

let created = try JSONDecoder().decode(Created.self, from: try await call("", ${Er(JSON.stringify(n))}))
print(String(decoding: try await call("/" + created.request_id), as: UTF8.self))
`},kr=X(`<i> </i>`),Ar=X(`<pre class="w-code" tabindex="0"></pre>`);function jr(e,t){F(t,!0);let n=/("(?:\\.|[^"\\\n])*"(?=\s*:))|("(?:\\.|[^"\\\n])*"|'[^'\n]*'|`[^`]*`)|((?<![:"\w])\/\/[^\n]*|(?<![\w$&{"])#[^\n]*)|(?<![\w-])(async|await|const|def|else|for|from|func|function|if|import|in|let|new|null|public|return|static|struct|throw|try|using|var|void|with|true|false|class)(?![\w-])|(?<![\w.-])(\d[\d_.]*)\b/g,i=[`k`,`s`,`c`,`k`,`n`],s=r(()=>{let e=[],r=0;for(let a of t.text.matchAll(n))a.index>r&&e.push([``,t.text.slice(r,a.index)]),e.push([i[a.slice(1).findIndex(e=>e!==void 0)]??``,a[0]]),r=a.index+a[0].length;return e.push([``,t.text.slice(r)]),e});var c=Ar();he(c,21,()=>o(s),ke,(e,t)=>{var n=r(()=>se(o(t),2));let i=()=>o(n)[0],s=()=>o(n)[1];var c=z(),l=T(c),u=e=>{var t=kr(),n=D(t,!0);W(()=>{G(t,1,Ne(i()),`svelte-1lpjp5x`),J(n,s())}),Z(e,t)},d=e=>{var t=a();W(()=>J(t,s())),Z(e,t)};H(l,e=>{i()?e(u):e(d,-1)}),Z(e,c)}),q(c),W(()=>B(c,`aria-label`,t.label)),Z(e,c),M()}var Mr=3e3,Nr=new class{#e=O(null);get page(){return o(this.#e)}set page(e){x(this.#e,e,!0)}watch(){this.page=null;let e,t,n=()=>{e=new EventSource(ee(je(`/events`))),e.addEventListener(`requests`,e=>{this.page=JSON.parse(e.data),U.waiting=this.page.waiting}),e.addEventListener(`error`,()=>{e.readyState===EventSource.CLOSED&&(Ve(`/me`).catch(()=>{}),t=setTimeout(n,Mr))})};return n(),()=>{clearTimeout(t),e.close()}}},Pr=X(`<button role="tab"> </button>`),Fr=X(`<li class="svelte-1r0w39l"><a class="svelte-1r0w39l"><span class="num svelte-1r0w39l"> </span><span class="what svelte-1r0w39l"><b class="svelte-1r0w39l"><bdi dir="auto"> </bdi></b><small class="w-small"><bdi> </bdi></small></span><span> </span></a></li>`),Ir=X(`<ul class="rows svelte-1r0w39l"></ul>`),Lr=X(`<p class="w-none"> </p>`),Rr=X(`<p class="w-small"> </p>`),zr=X(`<div class="w-head"><div><h1><bdi> </bdi></h1><p> </p></div></div> <ol class="steps w-cols svelte-1r0w39l"><li class="w-card svelte-1r0w39l"><h2 class="svelte-1r0w39l"><span><!></span> </h2><p class="w-lead"> </p> <div><a> <!></a></div></li> <li class="w-card svelte-1r0w39l"><h2 class="svelte-1r0w39l"><span><!></span> </h2><p class="w-lead"> </p> <div><a class="btn soft"> <!></a></div></li> <li class="w-card svelte-1r0w39l"><h2 class="svelte-1r0w39l"><span class="n svelte-1r0w39l">3</span> </h2><p class="w-lead"> </p> <div><a class="btn soft"> <!></a></div></li></ol> <div class="w-cols wide"><section class="w-card" aria-labelledby="first-call"><h2 id="first-call"> </h2> <div class="w-tabs" role="tablist"></div> <!> <div class="w-acts"><!></div></section> <section class="w-card" aria-labelledby="live"><h2 id="live" class="svelte-1r0w39l"> <span class="pill brand svelte-1r0w39l"><span class="dot live"></span> </span></h2> <!> <!></section></div>`,1);function Br(e,n){F(n,!0);let i=O(g([])),s=O(`shell`),c=O(null);K(async()=>{x(i,await Ve(je(`/keys`)),!0),x(c,(await Ve(je(`/usage?days=1`)))[0],!0)}),t(()=>Nr.watch());let d=r(()=>o(i).some(e=>e.state===`active`)),f=r(()=>Nr.page?.requests.slice(0,6)??[]),p=r(()=>({type:`AUTHENTICATION`,email:ue()?`test@example.com`:`person@example.com`,title:`Sign in to ${Ce()?.name??`us`}`})),m=r(()=>Or[o(s)](U.about.origin,U.fresh||`YOUR_API_KEY`,o(p)));var h=zr(),_=T(h),v=C(_),y=C(v),b=C(y),ee=D(b,!0);q(y);var S=u(y),te=D(S,!0);q(v),q(_);var E=u(_,2),re=C(E),ie=C(re),ae=C(ie);let oe;var k=C(ae),j=e=>{_r(e,{size:15})},N=e=>{var t=a(`1`);Z(e,t)};H(k,e=>{o(d)?e(j):e(N,-1)}),q(ae);var P=u(ae,1,!0);q(ie);var ce=u(ie),I=D(ce,!0),L=u(ce,2),le=C(L),de=C(le,!0);hr(u(de),{size:16}),q(le),q(L),q(re);var R=u(re,2),z=C(R),fe=C(z);let pe;var me=C(fe),V=e=>{_r(e,{size:15})},ge=e=>{var t=a(`2`);Z(e,t)};H(me,e=>{o(f).length?e(V):e(ge,-1)}),q(fe);var _e=u(fe,1,!0);q(z);var ve=u(z),ye=D(ve,!0),be=u(ve,2),xe=C(be),we=C(xe,!0);hr(u(we),{size:16}),q(xe),q(be),q(R);var Te=u(R,2),Ee=C(Te),De=u(C(Ee),1,!0);q(Ee);var Oe=u(Ee),ke=D(Oe,!0),Ae=u(Oe,2),Ne=C(Ae),Pe=C(Ne,!0);hr(u(Pe),{size:16}),q(Ne),q(Ae),q(Te),q(E);var Ie=u(E,2),Le=C(Ie),Re=C(Le),Y=D(Re,!0),ze=u(Re,2);he(ze,21,()=>Object.entries(Cr),([e,t])=>e,(e,t)=>{var n=r(()=>se(o(t),2));let i=()=>o(n)[0],a=()=>o(n)[1];var c=Pr(),l=D(c,!0);W(()=>{B(c,`aria-selected`,o(s)===i()),B(c,`tabindex`,o(s)===i()?0:-1),J(l,a())}),A(`click`,c,()=>x(s,i(),!0)),A(`keydown`,c,e=>{let t=Object.keys(Cr),n=e.key===`ArrowRight`?1:e.key===`ArrowLeft`?-1:0;n&&(x(s,t[(t.indexOf(o(s))+n+t.length)%t.length],!0),(e.currentTarget.parentElement?.children[t.indexOf(o(s))]).focus())}),Z(e,c)}),q(ze);var X=u(ze,2);jr(X,{get text(){return o(m)},get label(){return Cr[o(s)]}});var Be=u(X,2),He=C(Be);{let e=r(()=>l(`copy-code`));Sr(He,{get text(){return o(m)},get label(){return o(e)}})}q(Be),q(Le);var Ue=u(Le,2),We=C(Ue),Ge=C(We),Ke=u(Ge),qe=u(C(Ke),1,!0);q(Ke),q(We);var Je=u(We,2),Ye=e=>{var t=Ir();he(t,21,()=>o(f),e=>e.requestId,(e,t)=>{var n=Fr(),r=C(n),i=C(r),a=D(i,!0),s=u(i),c=C(s),l=C(c),d=D(l,!0);q(c);var f=u(c),p=C(f),m=D(p,!0);q(f),q(s);var h=u(s),g=D(h,!0);q(r),q(n),W((e,n,i,s)=>{B(r,`href`,`#/${U.rp??``}/requests/${o(t).requestId??``}`),J(a,e),J(d,n),l.dir=l.dir,J(m,o(t).email),G(h,1,`pill ${i??``}`,`svelte-1r0w39l`),J(g,s)},[()=>Se(o(t).createdAt),()=>o(t).title||w(`kind`,o(t).kind),()=>Fe(o(t).status),()=>w(`status`,o(t).status)]),Z(e,n)}),q(t),Z(e,t)},Xe=e=>{var t=Lr(),n=D(t,!0);W(e=>J(n,e),[()=>l(`waiting-first`)]),Z(e,t)};H(Je,e=>{o(f).length?e(Ye):e(Xe,-1)});var Q=u(Je,2),Ze=e=>{var t=Rr(),n=D(t,!0);W(e=>J(n,e),[()=>l(`today`,{calls:ne(o(c).calls),refused:ne(o(c).refused)})]),Z(e,t)};H(Q,e=>{o(c)&&e(Ze)}),q(Ue),q(Ie),W((e,t,n,r,i,a,s,c,l,u,p,m,h,g,_)=>{J(ee,e),J(te,t),oe=G(ae,1,`n svelte-1r0w39l`,null,oe,{done:o(d)}),J(P,n),J(I,r),G(le,1,`btn ${o(d)?`soft`:`primary`}`),B(le,`href`,`#/${U.rp??``}/keys`),J(de,i),pe=G(fe,1,`n svelte-1r0w39l`,null,pe,{done:o(f).length>0}),J(_e,a),J(ye,s),B(xe,`href`,`#/${U.rp??``}/console`),J(we,c),J(De,l),J(ke,u),B(Ne,`href`,`#/${U.rp??``}/webhooks`),J(Pe,p),J(Y,m),B(ze,`aria-label`,h),J(Ge,`${g??``} `),J(qe,_)},[()=>Ce()?.name,()=>l(`overview-text`),()=>l(`step-key`),()=>l(`step-key-text`),()=>l(Me(`build`)?`to-keys`:`look-at-keys`),()=>l(`step-call`),()=>l(ue()?`step-call-staging`:`step-call-text`),()=>l(`to-console`),()=>l(`step-told`),()=>l(`step-told-text`),()=>l(`to-webhooks`),()=>l(`first-call`),()=>l(`programming-language`),()=>l(`live-requests`),()=>l(`live`)]),Z(e,h),M()}Y([`click`,`keydown`]);var Vr=X(`<button class="btn primary"><!> </button>`),Hr=X(`<p class="w-note"> </p>`),Ur=X(`<p class="trouble" role="alert"> </p>`),Wr=X(`<!> <!>`,1);function Gr(e,t){F(t,!0);let n=O(``),a=O(!1);async function c(){x(a,!0),x(n,``);try{ge(await N(`/sign-in`,await s(`sign in`)))}catch(e){x(n,k(e,l(`declined`)),!0)}x(a,!1)}var d=Wr(),f=T(d),p=e=>{var t=Vr(),n=C(t);kt(n,{size:18});var r=u(n,1,!0);q(t),W(e=>{t.disabled=o(a),J(r,e)},[()=>l(`sign-in-passkey`)]),A(`click`,t,c),Z(e,t)},m=r(()=>i()),h=e=>{var t=Hr(),n=D(t,!0);W(e=>J(n,e),[()=>l(`no-passkeys`)]),Z(e,t)};H(f,e=>{o(m)?e(p):e(h,-1)});var g=u(f,2),_=e=>{var t=Ur(),r=D(t,!0);W(()=>J(r,o(n))),Z(e,t)};H(g,e=>{o(n)&&e(_)}),Z(e,d),M()}Y([`click`]);var Kr=X(`<form class="w-form"><label> <input class="w-input" maxlength="64" required="" autocomplete="name"/></label> <button class="btn primary"> </button></form>`),qr=X(`<p> </p> <!> <button class="btn quiet"> </button>`,1),Jr=X(`<button class="btn soft"> </button>`),Yr=X(`<p class="w-lead"> </p>`),Xr=X(`<!> <!> <div class="w-or"><span> </span></div> <!>`,1),Zr=X(`<p class="trouble" role="alert"> </p>`),Qr=X(`<!> <!>`,1);function $r(t,i){F(i,!0);let a=O(``),s=O(null),d=O(``);async function f(e){let{known:t}=await N(`/eid/enter`,e);t?await Te():x(s,e,!0)}async function p(){x(a,``);try{ge(await n(`/eid/sign-up`,{...o(s),name:o(d)}))}catch(e){x(a,k(e,l(`declined`)),!0)}}{let n=r(ue),i=r(()=>l(`portal`)),m=r(()=>l(`portal-lead`));ir(t,{get staging(){return o(n)},get title(){return o(i)},get lead(){return o(m)},children:(t,n)=>{var r=Qr(),i=T(r),m=t=>{var n=qr(),r=T(n),i=D(r,!0),a=u(r,2),f=t=>{var n=Kr(),r=C(n),i=C(r,!0),a=u(i);e(a),q(r);var s=u(r,2),f=D(s,!0);q(n),W((e,t)=>{J(i,e),J(f,t)},[()=>l(`your-name`),()=>l(`eid-sign-up`)]),c(`submit`,n,e=>{e.preventDefault(),p()}),I(a,()=>o(d),e=>x(d,e)),Z(t,n)};H(a,e=>{U.about.signUp&&e(f)});var m=u(a,2),h=D(m,!0);W((e,t)=>{J(i,e),J(h,t)},[()=>l(`eid-unknown`),()=>l(`back`)]),A(`click`,m,()=>x(s,null)),Z(t,n)},h=e=>{var t=Xr(),n=T(t);Gr(n,{});var r=u(n,2),i=e=>{var t=Jr(),n=D(t,!0);W(e=>J(n,e),[()=>l(`sign-up`)]),A(`click`,t,()=>L(`/sign-up`)),Z(e,t)},a=e=>{var t=Yr(),n=D(t,!0);W(e=>J(n,e),[()=>l(`by-invitation`)]),Z(e,t)};H(r,e=>{U.about.signUp?e(i):e(a,-1)});var o=u(r,2),s=C(o),c=D(s,!0);q(o),qn(u(o,2),{onapproved:f}),W(e=>J(c,e),[()=>l(`or-with-eid`)]),Z(e,t)};H(i,e=>{o(s)?e(m):e(h,-1)});var g=u(i,2),_=e=>{var t=Zr(),n=D(t,!0);W(()=>J(n,o(a))),Z(e,t)};H(g,e=>{o(a)&&e(_)}),Z(t,r)},$$slots:{default:!0}})}M()}Y([`click`]);var ei=X(`<form class="w-form"><label> <input class="w-input" maxlength="64" required="" autocomplete="name"/></label> <label> <input class="w-input" type="email" required="" autocomplete="email"/></label> <button class="btn primary"> </button></form>`),ti=X(`<p class="w-small"><a href="/staging/inbox" target="_blank" rel="noopener"> </a></p>`),ni=X(`<form class="w-form"><label> <input class="w-input num" inputmode="numeric" autocomplete="one-time-code" required=""/></label> <!> <button class="btn primary"> </button></form>`),ri=X(`<button class="btn primary"> </button>`),ii=X(`<!> <p class="trouble" role="alert"> </p> <button class="btn quiet"> </button>`,1);function ai(t,n){F(n,!0);let i=O(`who`),a=O(``),s=O(``),d=O(``),f=``,p=O(``),m=O(!1);async function g(e){x(m,!0),x(p,``);try{await e()}catch(e){x(p,k(e,l(`declined`)),!0)}x(m,!1)}let _=()=>g(async()=>{f=(await N(`/sign-up`,{name:o(a),email:o(s),language:h.language})).signUpId,x(i,`code`)}),v=()=>g(async()=>{await N(`/sign-up/${f}/code`,{code:o(d)}),x(i,`passkey`)}),y=()=>g(async()=>{let e=await Re(l(`first-passkey`),`Auth eID portal · ${o(s)}`);ge(await N(`/sign-up/${f}`,{...e,code:o(d)})),L(`/`)});{let n=r(ue),f=r(()=>l(`sign-up`)),h=r(()=>l(`sign-up-${o(i)}`,{email:o(s)}));ir(t,{get staging(){return o(n)},get title(){return o(f)},get lead(){return o(h)},children:(t,n)=>{var f=ii(),h=T(f),g=t=>{var n=ei(),r=C(n),i=C(r,!0),d=u(i);e(d),q(r);var f=u(r,2),p=C(f,!0),h=u(p);e(h),q(f);var g=u(f,2),v=D(g,!0);q(n),W((e,t,n)=>{J(i,e),J(p,t),g.disabled=o(m),J(v,n)},[()=>l(`your-name`),()=>l(`work-email`),()=>l(`send-code`)]),c(`submit`,n,e=>{e.preventDefault(),_()}),I(d,()=>o(a),e=>x(a,e)),I(h,()=>o(s),e=>x(s,e)),Z(t,n)},b=t=>{var n=ni(),i=C(n),a=C(i,!0),s=u(a);e(s),B(s,`pattern`,`[0-9]{6}`),q(i);var f=u(i,2),p=e=>{var t=ti(),n=C(t),r=D(n,!0);q(t),W(e=>J(r,e),[()=>l(`staging-inbox`)]),Z(e,t)},h=r(()=>ue());H(f,e=>{o(h)&&e(p)});var g=u(f,2),_=D(g,!0);q(n),W((e,t)=>{J(a,e),g.disabled=o(m),J(_,t)},[()=>l(`code`),()=>l(`go-on`)]),c(`submit`,n,e=>{e.preventDefault(),v()}),I(s,()=>o(d),e=>x(d,e)),Z(t,n)},ee=e=>{var t=ri(),n=D(t,!0);W(e=>{t.disabled=o(m),J(n,e)},[()=>l(`make-passkey`)]),A(`click`,t,y),Z(e,t)};H(h,e=>{o(i)===`who`?e(g):o(i)===`code`?e(b,1):e(ee,-1)});var S=u(h,2),w=D(S,!0),te=u(S,2),E=D(te,!0);W(e=>{J(w,o(p)),J(E,e)},[()=>l(`have-account`)]),A(`click`,te,()=>L(`/`)),Z(t,f)},$$slots:{default:!0}})}M()}Y([`click`]);var oi=(function(){let e=typeof document<`u`&&document.createElement(`link`).relList;return e&&e.supports&&e.supports(`modulepreload`)?`modulepreload`:`preload`})(),si=function(e){return`/portal/`+e},ci={},li=function(e){return e.pathname.endsWith(`.css`)},ui=function(e,t,n){if(t in e)return e[t];let r=n();if(!r){e[t]=void 0;return}let i=r.then(()=>{e[t]=void 0},n=>{throw e[t]=void 0,n});return e[t]=i,i},di=function(e,t,n){let r=Promise.resolve();if(t&&t.length>0){let e,i=document.querySelector(`meta[property=csp-nonce]`),a=i?.nonce||i?.getAttribute(`nonce`);function o(e){return Promise.all(e.map(e=>Promise.resolve(e).then(e=>({status:`fulfilled`,value:e}),e=>({status:`rejected`,reason:e}))))}function s(e){return import.meta.resolve?new URL(import.meta.resolve(e)):new URL(e,import.meta.url)}r=o(t.map(t=>{t=si(t,n);let r=s(t),i=li(r);return ui(ci,r.href,()=>{if(e===void 0){e={all:new Set,styles:new Set};let t=document.getElementsByTagName(`link`);for(let n=t.length-1;n>=0;n--){let r=t[n];e.all.add(r.href),r.rel===`stylesheet`&&e.styles.add(r.href)}}if((i?e.styles:e.all).has(r.href))return;let t=document.createElement(`link`);if(t.rel=i?`stylesheet`:oi,i||(t.as=`script`),t.crossOrigin=``,t.href=r.href,a&&t.setAttribute(`nonce`,a),document.head.appendChild(t),i)return new Promise((e,n)=>{let i=a=>{t.removeEventListener(`load`,i),t.removeEventListener(`error`,i),a.type===`error`?n(Error(`Unable to preload CSS for ${r}`)):e(a)};t.addEventListener(`load`,i),t.addEventListener(`error`,i)})})}).filter(e=>e!==void 0))}function i(e){let t=new Event(`vite:preloadError`,{cancelable:!0});if(t.payload=e,window.dispatchEvent(t),!t.defaultPrevented)throw e}return r.then(t=>{for(let e of t||[])e.status===`rejected`&&i(e.reason);return e().catch(i)})},fi=e=>{Qn(e,{})},pi=X(`<main aria-busy="true"><span class="sr"> </span></main>`),mi=X(`<option> </option>`),hi=X(`<label class="org svelte-esgz9"><span class="sr"> </span> <select class="svelte-esgz9"><!><option> </option></select></label>`),gi=X(`<p class="sr"> </p>`),_i=X(`<div class="w-head"><h1> </h1></div>`),vi=X(`<!> <!>`,1);function yi(e,n){F(n,!0);let i={requests:()=>di(()=>import(`./Requests-S8rZS3sI.js`),__vite__mapDeps([0,1,2])),keys:()=>di(()=>import(`./Keys-DLjUS12q.js`),__vite__mapDeps([3,1,4])),webhooks:()=>di(()=>import(`./Webhooks-kpuMSTjZ.js`),__vite__mapDeps([5,1,4,6])),console:()=>di(()=>import(`./Console-BA9DN82J.js`),__vite__mapDeps([7,1,8])),usage:()=>di(()=>import(`./Usage-Cqe0Z0tw.js`),__vite__mapDeps([9,1,10])),docs:()=>di(()=>import(`./Docs-BZgJ380I.js`),__vite__mapDeps([11,1,12])),team:()=>di(()=>import(`./Team-BAHyRIFR.js`),__vite__mapDeps([13,1,14])),organisation:()=>di(()=>import(`./Organisation-LxUq1XgD.js`),__vite__mapDeps([15,1,16])),acts:()=>di(()=>import(`./Audit-DaT2fpVI.js`),__vite__mapDeps([17,1]))},a=r(()=>V.path.split(`/`).filter(Boolean)),s=r(()=>U.teams.some(e=>e.rp===o(a)[0])),c=r(()=>o(s)?o(a)[1]??``:``),d=r(()=>V.path.startsWith(`join=`)?V.path.slice(5):``),f=O(!1);t(()=>{V.phase!==`in`||o(f)||K(Oe).then(()=>x(f,!0))}),t(()=>{V.phase!==`in`&&x(f,!1)}),t(()=>{o(f)&&(o(s)?U.rp=o(a)[0]:V.path===`/`&&U.teams.length&&L(`/${(Ce()??U.teams[0]).rp}`))});let p=r(()=>[{href:`/${U.rp}`,label:l(`overview`),icon:ot},{href:`/${U.rp}/requests`,label:l(`requests`),icon:ct,count:U.waiting},{href:`/${U.rp}/keys`,label:l(`api-keys`),icon:it},{href:`/${U.rp}/webhooks`,label:l(`webhooks`),icon:gt},{href:`/${U.rp}/console`,label:l(`test-console`),icon:ft},{href:`/${U.rp}/usage`,label:l(`usage`),icon:nt},{href:`/${U.rp}/team`,label:l(`team`),icon:mt},{href:`/${U.rp}/organisation`,label:l(`organisation`),icon:et},...Me(`rule`)?[{href:`/${U.rp}/acts`,label:l(`audit`),icon:ut}]:[]]),m=r(()=>[{href:`/${U.rp}/docs`,label:l(`docs`),icon:Qe}]);var h=z();pe(`esgz9`,e=>{E(e=>{xe.title=`${U.waiting&&V.phase===`in`?`(${U.waiting}) `:``}Auth eID – ${e??``}`},[()=>l(`portal`)])});var g=T(h),_=e=>{var t=pi(),n=C(t),r=D(n,!0);q(t),W(e=>J(r,e),[()=>l(`loading`)]),Z(e,t)},v=e=>{ur(e,{get token(){return o(d)}})},y=e=>{var t=z(),n=T(t),r=e=>{ai(e,{})},i=e=>{$r(e,{})};H(n,e=>{V.path===`/sign-up`&&U.about.signUp?e(r):e(i,-1)}),Z(e,t)},b=e=>{var t=vi(),n=T(t),d=e=>{pr(e,{})},f=e=>{{let t=e=>{var t=hi(),n=C(t),r=D(n,!0),i=u(n,2),a=C(i);he(a,17,()=>U.teams,e=>e.rp,(e,t)=>{var n=mi(),r=D(n,!0),i={};W(()=>{J(r,o(t).name),i!==(i=o(t).rp)&&(n.value=(n.__value=i)??``)}),Z(e,n)});var s=u(a),c=D(s,!0);s.value=s.__value=`+`,q(i);var d;ye(i),q(t),W((e,t)=>{J(r,e),J(c,t),d!==(d=U.rp)&&(i.value=(i.__value=d)??``,de(i,d))},[()=>l(`organisation`),()=>l(`new-organisation`)]),A(`change`,i,e=>L(e.currentTarget.value===`+`?`/new`:`/${e.currentTarget.value}`)),Z(e,t)},n=r(ue),d=r(()=>Ce()?l(`role-${Ce()?.role}`):``);Xt(e,{get staging(){return o(n)},get items(){return o(p)},get foot(){return o(m)},get current(){return V.path},get role(){return o(d)},top:t,children:(e,t)=>{var n=z(),u=T(n),d=e=>{Dt(e,{realm:`Auth eID portal`,get more(){return fi}})},f=e=>{var t=gi(),n=D(t,!0);W(e=>J(n,e),[()=>l(`loading`)]),Z(e,t)},p=e=>{var t=z(),n=T(t);Ee(n,()=>U.rp,e=>{Br(e,{})}),Z(e,t)},m=e=>{var t=z(),n=T(t);Ee(n,()=>U.rp,e=>{var t=z(),n=T(t);_e(n,()=>i[o(c)](),null,(e,t)=>{var n=r(()=>{var{default:e}=o(t);return{Page:e}}),i=r(()=>o(n).Page),a=z(),s=T(a);Ie(s,()=>o(i),(e,t)=>{t(e,{})}),Z(e,a)}),Z(e,t)}),Z(e,t)},h=r(()=>o(s)&&o(c)in i&&(o(c)!==`acts`||Me(`rule`))),g=e=>{var t=_i(),n=C(t),r=D(n,!0);q(t),W(e=>J(r,e),[()=>l(`page-not-found`)]),Z(e,t)};H(u,e=>{V.path===`/me`?e(d):o(s)&&U.rp!==o(a)[0]?e(f,1):o(s)&&!o(c)?e(p,2):o(h)?e(m,3):e(g,-1)}),Z(e,n)},$$slots:{top:!0,default:!0}})}};H(n,e=>{!U.teams.length&&V.path!==`/me`||V.path===`/new`?e(d):e(f,-1)});var h=u(n,2),g=e=>{Ft(e,{other:e=>{var t=z(),n=T(t),r=e=>{er(e,{})};H(n,e=>{V.session?.hasEid&&e(r)}),Z(e,t)},$$slots:{other:!0}})};H(h,e=>{V.asksProof&&e(g)}),Z(e,t)};H(g,e=>{V.phase===`loading`?e(_):o(d)?e(v,1):V.phase===`out`?e(y,2):o(f)&&e(b,3)}),Z(e,h),M()}Y([`change`]),be(`portal = Portal
portal-lead = For the people who build with Auth eID.
sign-up = Sign up
by-invitation = Members come by invitation here.
or-with-eid = or with Auth eID itself
eid-by-code = Show a code to scan
eid-by-email = Ask my phone
eid-email = E-mail address of your Auth eID
eid-scan = Scan this with Auth eID on your phone. It changes every second.
eid-code = A code to scan with Auth eID
eid-here = Open Auth eID on this device
eid-pick = Open Auth eID on your phone and pick this number:
eid-refused = That was not approved.
eid-unknown = No member signs in with this Auth eID yet.
eid-sign-up = Sign up with this Auth eID
eid-own = Your Auth eID
eid-linked = Your Auth eID signs you in from now on.
eid-is-linked = Your Auth eID signs you in here.
eid-link-text = Sign in by approving on your phone. The portal asks as any relying party does.
eid-unlink = Do not sign in with it any more
your-name = Your name
work-email = Work e-mail address
send-code = Send the code
sign-up-who = One address, one passkey, and you are in.
sign-up-code = A code is on its way to { $email }.
sign-up-passkey = The last step: a passkey on this computer. There is no password.
code = Code
staging-inbox = No mail is sent from a staging server: see its inbox
go-on = Go on
make-passkey = Make a passkey
first-passkey = First passkey
have-account = I have an account
join-text = { $by } invites you to the team of { $organisation }, as { $role }.
join-accept = Join the team
join-have = You have an account already? Sign in, then open the link again.
new-organisation = New organisation
new-organisation-text = It owns API keys, webhooks and a team. You become its owner.
organisation-name = Name that persons read
organisation-name-text = Shown in the app whenever you ask somebody. At most 64 characters.
create = Create

overview = Overview
requests = Requests
api-keys = API keys
webhooks = Webhooks
test-console = Test console
usage = Usage
team = Team
organisation = Organisation
audit = Audit
docs = Docs
role-owner = Owner
role-developer = Developer
role-viewer = Viewer

overview-text = From nothing to the first answer in three steps.
step-key = Make a key
step-key-text = One for each of your systems. It is shown once.
to-keys = To the keys
look-at-keys = Look at the keys
step-call = Make a call
step-call-text = Send a request from your server, or from this page.
step-call-staging = Test accounts answer by themselves. Or be the phone yourself.
to-console = Open the test console
step-told = Be told
step-told-text = Wait for the answer in one call, or let a webhook tell your server.
to-webhooks = Set up a webhook
first-call = The first call
programming-language = Programming language
copy-code = Copy the code
live-requests = Requests
live = Live
waiting-first = Waiting for the first request.
today = Today: { $calls } calls, { $refused } refused.

requests-text = Of the last { $hours } hours, as they happen. Names and addresses are masked.
back-to-live = Back to live
status = Status
type = Type
any = Any
from = From
until = Until
search = Search
created = Created
title-and-address = Title and address
took = Took
no-title = No title
by-code = By code or link
seconds = { $n } s
millis = { $n } ms
nothing-found = Nothing was found.
latest-calls = Latest calls
latest-calls-text = The latest 30 that this node answered, and why they were refused.
no-calls = No calls yet.
request = Request
request-id = Request id
course = Course
the-call = The call
the-answer = The answer
masked = Names, addresses, signatures and tokens are masked. Your server has them whole.
cancel-request = Cancel the request
step-created = Created
step-picked_up = Picked up
step-seen = Seen by the phone
step-approved = Approved
step-not_verified = Approved, but the account is not verified
step-cancelled = Cancelled by the person
step-taken_back = Taken back by you
step-timed_out = Timed out
step-waits = Times out if nobody answers
detail-pin = with the device’s key
detail-passkey = with the phone’s lock
detail-qr = by scanning the code
detail-link = by the link
detail-reported = “I did not start this”
detail-wrong_number = the wrong number was picked
kind-AUTHENTICATION = Authentication
kind-SIGNATURE = Signature
kind-IDENTIFICATION = Identification
kind-KYC = KYC
status-NOT_READY = Pending
status-WAITING_LOCAL_ACK = Not picked up
status-SUCCESS = Success
status-USER_CANCELLED = Cancelled
status-RP_CANCELLED = Taken back
status-TIMEOUT = Timed out
status-ACCOUNT_NOT_VERIFIED = Not verified

keys-text = Your servers use these to ask people to sign in or sign.
create-key = Create key
key = Key
may-do = May do
last-used = Last used
never = Never
actions = Actions
unnamed = Without a name
test-key = Test key
live-key = Live key
live-keys-are-at = Live keys are made on the production server:
test-keys-are-at = Test keys are made on the staging server:
stops-at = Stops { $at }
key-expired = Expired
key-revoked = Revoked
unused-for = Unused for { $days } days
rotate = Rotate
revoke = Revoke
edit-named = Change { $name }
revoke-named = Revoke { $name }
revoked-named = { $name } is revoked.
revoke-text = It stops at once, everywhere. Whatever still uses it will be refused.
no-keys = No keys yet.
show-ended = Show keys that have ended
hide-ended = Hide keys that have ended
key-ready = “{ $name }” is ready
copy-now = Copy the key now. Only a hash of it is kept, so it can’t be shown again.
copy-key = Copy key
stored-it = I have stored it, hide it
watch-arrive = Watch requests arrive
one-key-per-system = One key per system, so you can revoke one without stopping the rest.
key-name-example = Web shop backend
right-requests-write = Ask people to sign in or sign, and take it back
right-requests-read = Read answers, signatures and files
networks = Addresses it may be used from
networks-text = One address or network a line. Empty for anywhere.
ends-on = Ends on (UTC)
ends-on-text = Empty for a key that works until it is revoked.
rotate-named = Rotate “{ $name }”
rotate-text = You get a new key now. Both keys work until the old one stops.
rotate-key = Rotate key
old-key-stops = The old key stops
now = Now
in-an-hour = In 1 hour
in-a-day = In 24 hours
in-a-week = In 7 days

webhooks-text = Your server is told when something happens, signed as Standard Webhooks says.
add-endpoint = Add endpoint
edit-endpoint = Change endpoint
secret-of = Secret of { $url }
secret-now = Copy the secret now: your server verifies with it. It can’t be shown again.
copy-secret = Copy secret
active = Active
disabled = Disabled
enable = Enable
disable = Disable
old-secret-until = The old secret signs too until { $at }
testing = A test is on its way …
test-worked = It answered { $status } after { $millis } ms.
test-failed = It failed: { $says }.
deliveries = Deliveries
send-test = Send a test
rotate-secret = Rotate secret
no-endpoints = No endpoints yet. Without one you can still wait in one call, or poll.
address = Address
address-text = https, at a public address. Redirects are not followed.
events = Events
event-request-finished = A request has ended
event-request-reported = A person says “I did not start this”
event-screening-changed = Screening of a person you have a KYC of has changed
event-kyc-expired = A verification that you have a KYC of has ended
event-webhook-test = Test
remove = Remove
remove-endpoint-text = What is still on its way to it is dropped.
standing-waiting = Waiting
standing-delivered = Delivered
standing-given_up = Given up
tries = { $n ->
    [one] 1 try
   *[other] { $n } tries
 }
next-try = Next try { $when }.
body = Body
send-again = Send again
sent-again = It goes out again within a second.
nothing-sent = Nothing was sent yet.

console-text = Fill a request, read it as code, send it, watch it end.
to-whoever-scans = To whoever scans a code, not to an address
title = Title
description = Description
timeout = Timeout in seconds
match-code = Show a number that the person must pick
verified-only = Only a verified account may approve
send-request = Send
viewers-only-look = Viewers look; developers and owners send.
match-number = The number to pick:
whole-request = The whole request
test-accounts = Test accounts
account-approves-now = approves at once
account-approves-later = approves after 10 s
account-cancels = says no after 3 s
account-never = never answers
account-unverified = approves at once, not verified
account-on-eu = approves at once, on the EU’s list
account-on-pep = approves at once, politically exposed
as-code = As code

usage-text = Per day, UTC. Requests are summed for good, calls every few seconds.
days = Days
last-days = Last { $n } days
api-calls = API calls
refused-calls = Refused calls
requests-by-day = Requests by outcome
how-long = How long persons take
how-long-text = From Create to the answer.
median = Median
slow = 95 %
calls-by-day = API calls
calls-by-day-text = Refused: for a fault in the call, a limit, or one of ours.
answered = Answered
refused = Refused
day = Day
here = Time here
at-most = ≤ { $n } s

team-text = Who may come in, and what each may do.
invite = Invite
invited = The invitation is on its way
invited-text = It went out by mail. Or hand the link over yourself; it is good for seven days, once.
copy-link = Copy link
role = Role
role-of = Role of { $name }
since = Since
you = You
invited-by = Invited by { $name }
until-day = Until { $at }
invitation-revoked = The invitation is revoked.
roles = Roles
role-owner-text = Everything, and the team, the organisation and the audit.
role-developer-text = Keys, webhooks, the test console; can cancel requests.
role-viewer-text = Looks at everything but the audit, changes nothing.
leave-team = Leave the team
leave-text = You lose access at once. An owner can invite you again.
send-invitation = Send the invitation

organisation-text = What persons read of you, and what you have proven.
what-persons-read = What persons read
tokens = How tokens are signed
der-signatures = Give signatures in DER instead of r ‖ s
id-for-machines = Your id, as in a token’s aud:
logo = Logo
logo-text = Shown beside your name in the app. It is drawn anew from its pixels, 256 by 256.
logo-of = Logo of { $name }
logo-choose = Choose a picture (PNG, JPEG or WebP)
logo-remove = Remove the logo
domain = Domain
domain-text = Prove that a domain is yours.
domain-needed = Prove your domain: until then no key works.
proven = Proven
not-proven = Not proven yet
domain-claim = Use this domain
domain-by-dns = Either a TXT record in the DNS
domain-by-file = or a text file on your server
domain-check = Check now
domain-mark = Mark by hand (staging)
domain-is-proven = The domain is proven.
copy = Copy

docs-text = The whole API, REST and gRPC.
docs-test-key = The whole API, REST and gRPC, with the published test key.
docs-own-key = The whole API, REST and gRPC, with the key that you just made.
docs-one-page = As one page
on-this-page = On this page
required = required
request-fields = Fields of the call
answer-fields = Fields of the answer
whole-program = A whole program: { $name }
grpc-text = Same methods, same port. The server describes itself; the schema is
errors = Errors
statuses = Statuses

audit-text = Every act of every member, and what was refused.
act-AcceptInvitation = Joined the team
act-CreateOrganisation = Founded the organisation
act-ChangeOrganisation = Changed the organisation
act-SetLogo = Changed the logo
act-ClaimDomain = Named a domain
act-CheckDomain = Checked the domain
act-MarkDomain = Marked the domain by hand
act-SetRole = Changed a role
act-RemoveMember = Removed a member
act-LeaveTeam = Left the team
act-InviteMember = Invited
act-RevokeInvitation = Revoked an invitation
act-CreateKey = Created a key
act-ChangeKey = Changed a key
act-RotateKey = Rotated a key
act-RevokeKey = Revoked a key
act-SendRequest = Sent a request
act-CancelTeamRequest = Cancelled a request
act-AddWebhook = Added a webhook
act-ChangeWebhook = Changed a webhook
act-RotateWebhook = Rotated a webhook’s secret
act-RemoveWebhook = Removed a webhook
act-TestWebhook = Tested a webhook
act-ResendDelivery = Sent a delivery again
`,`portal = Portal
portal-lead = För dem som bygger med Auth eID.
sign-up = Registrera dig
by-invitation = Här kommer medlemmar på inbjudan.
or-with-eid = eller med Auth eID självt
eid-by-code = Visa en kod att skanna
eid-by-email = Fråga min telefon
eid-email = E-postadress för ditt Auth eID
eid-scan = Skanna koden med Auth eID på telefonen. Den byts varje sekund.
eid-code = En kod att skanna med Auth eID
eid-here = Öppna Auth eID på den här enheten
eid-pick = Öppna Auth eID på telefonen och välj det här talet:
eid-refused = Det godkändes inte.
eid-unknown = Ingen medlem loggar in med detta Auth eID ännu.
eid-sign-up = Registrera dig med detta Auth eID
eid-own = Ditt Auth eID
eid-linked = Ditt Auth eID loggar in dig från och med nu.
eid-is-linked = Ditt Auth eID loggar in dig här.
eid-link-text = Logga in genom att godkänna på telefonen. Portalen frågar som vilken förlitande part som helst.
eid-unlink = Logga inte in med det längre
your-name = Ditt namn
work-email = E-postadress på arbetet
send-code = Skicka koden
sign-up-who = En adress, en nyckel, och du är inne.
sign-up-code = En kod är på väg till { $email }.
sign-up-passkey = Sista steget: en nyckel på den här datorn. Det finns inget lösenord.
code = Kod
staging-inbox = Ingen post skickas från en testserver: se dess inkorg
go-on = Fortsätt
make-passkey = Skapa en nyckel
first-passkey = Första nyckeln
have-account = Jag har ett konto
join-text = { $by } bjuder in dig till teamet för { $organisation }, som { $role }.
join-accept = Gå med i teamet
join-have = Har du redan ett konto? Logga in och öppna sedan länken igen.
new-organisation = Ny organisation
new-organisation-text = Den äger API-nycklar, webhooks och ett team. Du blir dess ägare.
organisation-name = Namnet som personer läser
organisation-name-text = Visas i appen när ni frågar någon. Högst 64 tecken.
create = Skapa

overview = Översikt
requests = Förfrågningar
api-keys = API-nycklar
webhooks = Webhooks
test-console = Testkonsol
usage = Användning
team = Team
organisation = Organisation
audit = Logg
docs = Dokumentation
role-owner = Ägare
role-developer = Utvecklare
role-viewer = Läsare

overview-text = Från ingenting till första svaret i tre steg.
step-key = Skapa en nyckel
step-key-text = En för varje system. Den visas en gång.
to-keys = Till nycklarna
look-at-keys = Se nycklarna
step-call = Gör ett anrop
step-call-text = Skicka en förfrågan från er server, eller härifrån.
step-call-staging = Testkonton svarar själva. Eller var telefonen själv.
to-console = Öppna testkonsolen
step-told = Bli underrättad
step-told-text = Vänta på svaret i ett anrop, eller låt en webhook säga till er server.
to-webhooks = Lägg upp en webhook
first-call = Första anropet
programming-language = Programspråk
copy-code = Kopiera koden
live-requests = Förfrågningar
live = Direkt
waiting-first = Väntar på den första förfrågan.
today = I dag: { $calls } anrop, { $refused } nekade.

requests-text = De senaste { $hours } timmarna, medan de händer. Namn och adresser är maskerade.
back-to-live = Tillbaka till direkt
status = Status
type = Typ
any = Alla
from = Från
until = Till
search = Sök
created = Skapad
title-and-address = Rubrik och adress
took = Tog
no-title = Utan rubrik
by-code = Med kod eller länk
seconds = { $n } s
millis = { $n } ms
nothing-found = Inget hittades.
latest-calls = Senaste anropen
latest-calls-text = De 30 senaste som den här noden besvarade, och varför de nekades.
no-calls = Inga anrop ännu.
request = Förfrågan
request-id = Förfrågans id
course = Förlopp
the-call = Anropet
the-answer = Svaret
masked = Namn, adresser, underskrifter och intyg är maskerade. Er server har dem hela.
cancel-request = Återta förfrågan
step-created = Skapad
step-picked_up = Öppnad
step-seen = Sedd av telefonen
step-approved = Godkänd
step-not_verified = Godkänd, men kontot är inte verifierat
step-cancelled = Avböjd av personen
step-taken_back = Återtagen av er
step-timed_out = Tiden gick ut
step-waits = Går ut om ingen svarar
detail-pin = med enhetens nyckel
detail-passkey = med telefonens lås
detail-qr = genom att skanna koden
detail-link = med länken
detail-reported = ”Jag startade inte detta”
detail-wrong_number = fel tal valdes
kind-AUTHENTICATION = Inloggning
kind-SIGNATURE = Underskrift
kind-IDENTIFICATION = Identifiering
kind-KYC = KYC
status-NOT_READY = Väntar
status-WAITING_LOCAL_ACK = Inte öppnad
status-SUCCESS = Lyckades
status-USER_CANCELLED = Avböjd
status-RP_CANCELLED = Återtagen
status-TIMEOUT = Gick ut
status-ACCOUNT_NOT_VERIFIED = Inte verifierad

keys-text = Era servrar använder dem för att be personer logga in eller skriva under.
create-key = Skapa nyckel
key = Nyckel
may-do = Får
last-used = Senast använd
never = Aldrig
actions = Åtgärder
unnamed = Utan namn
test-key = Testnyckel
live-key = Skarp nyckel
live-keys-are-at = Skarpa nycklar skapas på produktionsservern:
test-keys-are-at = Testnycklar skapas på testservern:
stops-at = Slutar { $at }
key-expired = Utgången
key-revoked = Spärrad
unused-for = Oanvänd i { $days } dagar
rotate = Byt
revoke = Spärra
edit-named = Ändra { $name }
revoke-named = Spärra { $name }
revoked-named = { $name } är spärrad.
revoke-text = Den slutar genast, överallt. Det som ännu använder den kommer att nekas.
no-keys = Inga nycklar ännu.
show-ended = Visa nycklar som har slutat
hide-ended = Dölj nycklar som har slutat
key-ready = ”{ $name }” är klar
copy-now = Kopiera nyckeln nu. Bara en kontrollsumma sparas, så den kan inte visas igen.
copy-key = Kopiera nyckeln
stored-it = Jag har sparat den, dölj den
watch-arrive = Se förfrågningar komma
one-key-per-system = En nyckel per system, så att du kan spärra en utan att stoppa resten.
key-name-example = Webbutikens server
right-requests-write = Be personer logga in eller skriva under, och återta det
right-requests-read = Läsa svar, underskrifter och filer
networks = Adresser den får användas från
networks-text = En adress eller ett nät per rad. Tomt för var som helst.
ends-on = Slutar den (UTC)
ends-on-text = Tomt för en nyckel som gäller tills den spärras.
rotate-named = Byt ”{ $name }”
rotate-text = Du får en ny nyckel nu. Båda gäller tills den gamla slutar.
rotate-key = Byt nyckel
old-key-stops = Den gamla nyckeln slutar
now = Nu
in-an-hour = Om 1 timme
in-a-day = Om 24 timmar
in-a-week = Om 7 dagar

webhooks-text = Er server får veta när något händer, signerat enligt Standard Webhooks.
add-endpoint = Lägg till mottagare
edit-endpoint = Ändra mottagare
secret-of = Hemlighet för { $url }
secret-now = Kopiera hemligheten nu: er server verifierar med den. Den kan inte visas igen.
copy-secret = Kopiera hemligheten
active = Aktiv
disabled = Avstängd
enable = Slå på
disable = Stäng av
old-secret-until = Den gamla hemligheten signerar också till { $at }
testing = Ett prov är på väg …
test-worked = Den svarade { $status } efter { $millis } ms.
test-failed = Det misslyckades: { $says }.
deliveries = Leveranser
send-test = Skicka ett prov
rotate-secret = Byt hemlighet
no-endpoints = Inga mottagare ännu. Utan en kan ni ändå vänta i ett anrop, eller fråga då och då.
address = Adress
address-text = https, på en publik adress. Omdirigeringar följs inte.
events = Händelser
event-request-finished = En förfrågan har avslutats
event-request-reported = En person säger ”jag startade inte detta”
event-screening-changed = Screeningen av en person som ni har en KYC av har ändrats
event-kyc-expired = En verifiering som ni har en KYC av har upphört
event-webhook-test = Prov
remove = Ta bort
remove-endpoint-text = Det som är på väg till den släpps.
standing-waiting = Väntar
standing-delivered = Levererad
standing-given_up = Uppgiven
tries = { $n } försök
next-try = Nästa försök { $when }.
body = Innehåll
send-again = Skicka igen
sent-again = Den går ut igen inom en sekund.
nothing-sent = Inget har skickats ännu.

console-text = Fyll i en förfrågan, läs den som kod, skicka den, se den avslutas.
to-whoever-scans = Till den som skannar en kod, inte till en adress
title = Rubrik
description = Beskrivning
timeout = Tidsgräns i sekunder
match-code = Visa ett tal som personen måste välja
verified-only = Bara ett verifierat konto får godkänna
send-request = Skicka
viewers-only-look = Läsare tittar; utvecklare och ägare skickar.
match-number = Talet att välja:
whole-request = Hela förfrågan
test-accounts = Testkonton
account-approves-now = godkänner genast
account-approves-later = godkänner efter 10 s
account-cancels = säger nej efter 3 s
account-never = svarar aldrig
account-unverified = godkänner genast, inte verifierat
account-on-eu = godkänner genast, på EU:s lista
account-on-pep = godkänner genast, i politiskt utsatt ställning
as-code = Som kod

usage-text = Per dag, UTC. Förfrågningar summeras för gott, anrop var annan sekund.
days = Dagar
last-days = Senaste { $n } dagarna
api-calls = API-anrop
refused-calls = Nekade anrop
requests-by-day = Förfrågningar efter utfall
how-long = Hur lång tid personer tar
how-long-text = Från Create till svaret.
median = Median
slow = 95 %
calls-by-day = API-anrop
calls-by-day-text = Nekade: för ett fel i anropet, en gräns, eller ett fel hos oss.
answered = Besvarade
refused = Nekade
day = Dag
here = Tid här
at-most = ≤ { $n } s

team-text = Vilka som får komma in, och vad var och en får göra.
invite = Bjud in
invited = Inbjudan är på väg
invited-text = Den gick ut med e-post. Eller lämna över länken själv; den gäller i sju dagar, en gång.
copy-link = Kopiera länken
role = Roll
role-of = Roll för { $name }
since = Sedan
you = Du
invited-by = Inbjuden av { $name }
until-day = Till { $at }
invitation-revoked = Inbjudan är återkallad.
roles = Roller
role-owner-text = Allt, och teamet, organisationen och loggen.
role-developer-text = Nycklar, webhooks, testkonsolen; kan återta förfrågningar.
role-viewer-text = Ser allt utom loggen, ändrar inget.
leave-team = Lämna teamet
leave-text = Du förlorar åtkomsten genast. En ägare kan bjuda in dig igen.
send-invitation = Skicka inbjudan

organisation-text = Vad personer läser om er, och vad ni har bevisat.
what-persons-read = Vad personer läser
tokens = Hur intyg signeras
der-signatures = Ge underskrifter i DER i stället för r ‖ s
id-for-machines = Ert id, som i ett intygs aud:
logo = Logotyp
logo-text = Visas bredvid ert namn i appen. Den ritas om från sina bildpunkter, 256 gånger 256.
logo-of = Logotyp för { $name }
logo-choose = Välj en bild (PNG, JPEG eller WebP)
logo-remove = Ta bort logotypen
domain = Domän
domain-text = Bevisa att en domän är er.
domain-needed = Bevisa er domän: innan dess gäller ingen nyckel.
proven = Bevisad
not-proven = Inte bevisad ännu
domain-claim = Använd domänen
domain-by-dns = Antingen en TXT-post i DNS
domain-by-file = eller en textfil på er server
domain-check = Kontrollera nu
domain-mark = Märk för hand (testserver)
domain-is-proven = Domänen är bevisad.
copy = Kopiera

docs-text = Hela API:et, REST och gRPC. Referensen är på engelska.
docs-test-key = Hela API:et, REST och gRPC, med den publicerade testnyckeln. Referensen är på engelska.
docs-own-key = Hela API:et, REST och gRPC, med nyckeln du just skapade. Referensen är på engelska.
docs-one-page = Som en sida
on-this-page = På den här sidan
required = krävs
request-fields = Anropets fält
answer-fields = Svarets fält
whole-program = Ett helt program: { $name }
grpc-text = Samma metoder, samma port. Servern beskriver sig själv; schemat är
errors = Fel
statuses = Statusar

audit-text = Varje åtgärd av varje medlem, och vad som nekades.
act-AcceptInvitation = Gick med i teamet
act-CreateOrganisation = Grundade organisationen
act-ChangeOrganisation = Ändrade organisationen
act-SetLogo = Ändrade logotypen
act-ClaimDomain = Angav en domän
act-CheckDomain = Kontrollerade domänen
act-MarkDomain = Märkte domänen för hand
act-SetRole = Ändrade en roll
act-RemoveMember = Tog bort en medlem
act-LeaveTeam = Lämnade teamet
act-InviteMember = Bjöd in
act-RevokeInvitation = Återkallade en inbjudan
act-CreateKey = Skapade en nyckel
act-ChangeKey = Ändrade en nyckel
act-RotateKey = Bytte en nyckel
act-RevokeKey = Spärrade en nyckel
act-SendRequest = Skickade en förfrågan
act-CancelTeamRequest = Återtog en förfrågan
act-AddWebhook = Lade till en webhook
act-ChangeWebhook = Ändrade en webhook
act-RotateWebhook = Bytte en webhooks hemlighet
act-RemoveWebhook = Tog bort en webhook
act-TestWebhook = Provade en webhook
act-ResendDelivery = Skickade en leverans igen
`),ie(`/portal/v1`,Be,Le),le(yi,{target:document.getElementById(`root`)}),fe().then(Te);export{Sr as a,jt as c,Or as i,vt as l,jr as n,Bn as o,Cr as r,Nt as s,Nr as t,Q as u};