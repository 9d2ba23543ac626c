namespace FfiIsolation.Lanes;

/// <summary>A JSON-RPC message on its way, for those who want to see it.</summary>
/// <param name="ProcessId">The worker.</param>
/// <param name="Channel">What it travels in: <c>control</c>, <c>calls</c>, or <c>bulk</c> for calls whose data goes beside them.</param>
/// <param name="IsSent">Whether it goes to the worker.</param>
/// <param name="Json">The message as JSON; bytes in it are base64.</param>
internal readonly record struct RpcMessage(int ProcessId, string Channel, bool IsSent, string Json);
