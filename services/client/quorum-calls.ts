/** What an ensemble's leader can say of its quorum. Source: riak_ensemble `ping_quorum`, `check_quorum`, `count_quorum`, `stable_views`. */
import { nodeOf } from "#machines/protocol/identifiers";
import type { QuorateClient } from "../public-types.ts";
import { checkName } from "./arguments.ts";
import { hasStableViews } from "./cluster-view.ts";
import { commandOf, throwFailure } from "./ensemble.ts";
import type { Requests } from "./requests.ts";
import type { Surveys } from "./surveys.ts";

type QuorumCalls = Pick<QuorateClient, "pingQuorum" | "checkQuorum" | "countQuorum" | "stableViews">;

export function quorumCalls(requests: Requests, surveys: Surveys): QuorumCalls {
  return {
    pingQuorum: async (ensemble, call) => {
      checkName("the ensemble", ensemble);
      return requests.call(commandOf(ensemble, "pingQuorum", ""), call, (response, leader) => {
        throwFailure(response);
        return { leader: response.leader === "" ? leader.node : nodeOf(response.leader), epoch: response.epoch };
      });
    },
    checkQuorum: async (ensemble, call) => {
      checkName("the ensemble", ensemble);
      return requests.call(commandOf(ensemble, "checkQuorum", ""), call, (response) => {
        if (response.code === "UNAVAILABLE") return false;
        throwFailure(response);
        return true;
      });
    },
    countQuorum: async (ensemble, call) => {
      checkName("the ensemble", ensemble);
      return requests.call(commandOf(ensemble, "countQuorum", ""), call, (response) => {
        if (response.code === "UNAVAILABLE") return 0;
        throwFailure(response);
        return Number(new TextDecoder().decode(response.value ?? new Uint8Array(0)));
      });
    },
    stableViews: async (ensemble, call) => {
      checkName("the ensemble", ensemble);
      return hasStableViews(surveys, ensemble, call);
    },
  };
}
