export * from "./schemas/answer-schemas.ts";
export * from "./schemas/attribute-schemas.ts";
export * from "./schemas/backpressure-schema.ts";
export * from "./schemas/column-schemas.ts";
export * from "./schemas/join-schemas.ts";
export * from "./schemas/measurement-schemas.ts";
export * from "./schemas/viewer-schemas.ts";
