import { describeConformance } from "./cases/describe-conformance.ts";

describeConformance("v1");
