export { QuorateError, type ErrorCode } from "#machines/protocol/errors";
