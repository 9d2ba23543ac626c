namespace FfiIsolation.Crashes;

internal sealed record FrameDocument(string Address, string? Module, string? ModulePath, string ModuleOffset, string? Symbol, long SymbolOffset, bool IsCallGate);
