/**
 * Starts jobs: puts a run together with the broker of its handoff mode.
 */
import type { LoginSource } from "../sql/session/session-login.ts";
import { PortBroker } from "./port-broker.ts";
import type { BrokerContext } from "./run-resources.ts";
import { RunService } from "./run-service.ts";
import type { BrokerMaker } from "./run-set.ts";
import type { StartJob } from "./running-job.ts";

/** The broker in native threads and shared memory. */
function ringBroker({ addon, plan, spec }: BrokerContext): BrokerMaker {
  return (set, onEvent) =>
    new addon.Broker(set.native, {
      segmentName: plan.segmentName,
      traceName: plan.traceName,
      deviceNames: plan.deviceNames,
      assignment: plan.assignment,
      secondaryCount: plan.secondaryCount,
      faults: spec.faults,
      onEvent,
    });
}

/** The broker whose every hop is a message and JavaScript. */
function portBroker({ addon, plan, spec, trace, secondaries }: BrokerContext): BrokerMaker {
  return (set, onEvent) =>
    new PortBroker({
      set,
      addon,
      trace: trace?.native ?? null,
      deviceNames: plan.deviceNames,
      assignment: plan.assignment,
      secondaryCount: plan.secondaryCount,
      faults: spec.faults,
      isBackup: plan.kind === "backup",
      expectedBytes: plan.expectedBytes,
      channel: (secondary) => secondaries.channel(secondary),
      onEvent,
    });
}

const brokers = { ring: ringBroker, port: portBroker } as const;

const nobodyLogsIn: LoginSource = () =>
  Promise.reject(new Error("This program gave its jobs no way to log in."));

export const startJob: StartJob = (spec, environment) =>
  new RunService(spec, { loginOf: nobodyLogsIn, ...environment }, brokers[spec.handoff]);
