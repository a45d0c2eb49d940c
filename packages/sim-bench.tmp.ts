import { loadScenario, readReadyMadeScenario, RecordingStore } from "/work/main/packages/simulator/src/index.ts";
import { SourceFactory } from "/work/main/packages/simulator/src/runtime/source-factory.ts";
import { Person } from "/work/main/packages/simulator/src/physiology/person.ts";
for (const [name, mod] of [["large-group",(t:string)=>t.replaceAll("- type: ecg","- { type: ecg, rate: 360 }")],["massive-study",(t:string)=>t],["demo",(t:string)=>t]] as const) {
const sc = loadScenario(mod((await readReadyMadeScenario(name))!));
const now = Date.UTC(2026,0,1);
const f = new SourceFactory(sc, new RecordingStore(), now);
const srcs: any[] = [];
for (const c of sc.connectors) for (const s of c.sensors) for (const a of await f.create(s)) srcs.push([s,a]);
let n=0; const per: Record<string, number> = {}, cnt: Record<string, number> = {};
let t = now;
for (let i=0;i<100;i++){ t+=50; for (const [,a] of srcs) a.due(t,()=>n++); }
n=0; const c0=process.cpuUsage(); const t0=performance.now();
for (let i=0;i<600;i++){ t+=50; for (const [,a] of srcs) { const q=performance.now(); let k=0; a.due(t,()=>{n++;k++}); per[a.id]=(per[a.id]??0)+performance.now()-q; cnt[a.id]=(cnt[a.id]??0)+k; } }
const c=process.cpuUsage(c0);
console.log(name, n, "samples in 30 simulated s; cpu ms", (c.user+c.system)/1000, "share of core %", ((c.user+c.system)/1000/30000*100).toFixed(2), Object.fromEntries(Object.entries(per).map(([k,v])=>[k,(1000*v/cnt[k]!).toFixed(2)+"us"])));
}
