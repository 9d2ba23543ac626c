namespace FfiIsolation.Rpc;

/// <summary>
/// Tells a host and a worker that were built from different contracts apart, whatever their version numbers say. <c>Value</c> comes from the
/// build: a hash of the texts of Rpc, Images, SharedMemory and ffi_segment.h (build/ContractHash.targets).
/// </summary>
internal static partial class ContractHash;
