using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FfiIsolation.Crashes;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = false)]
[JsonSerializable(typeof(CrashReportDocument))]
internal sealed partial class CrashReportJson : JsonSerializerContext
{
    // Lazy: the generated half of this class has static fields of its own, whose order is not said.
    private static readonly Lazy<CrashReportJson> s_readable = new(() => new(new JsonSerializerOptions(Default!.Options)
    {
        // The text goes to logs and terminals, not into HTML: `dst` and "é" stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    }));

    public static string Write(CrashReport report) => JsonSerializer.Serialize(Document(report), s_readable.Value.CrashReportDocument);

    private static CrashReportDocument Document(CrashReport report) => new()
    {
        Cause = report.Cause,
        Summary = report.Summary,
        Blame = report.Blame,
        Call = Document(report.Call),
        Signal = report.SignalName,
        SignalNumber = report.SignalNumber,
        SignalCode = report.SignalCode,
        FaultAddress = Address(report.FaultAddress),
        Access = report.Access,
        ExitCode = report.ExitCode,
        KillReason = report.KillReason,
        Hints = report.Hints,
        Stack = Document(report.Stack),
        StackIsComplete = report.StackIsComplete,
        Hang = Document(report.Hang),
        Registers = report.Registers.ToDictionary(r => r.Key, r => Hex.Full(r.Value)),
        ThreadId = report.ThreadId,
        ThreadName = report.ThreadName,
        IsCallThread = report.IsCallThread,
        AbortMessage = report.AbortMessage,
        LastWords = report.LastWords,
        NestedSignal = report.NestedSignal,
        ProcessId = report.ProcessId,
        Generation = report.Generation,
        UptimeMilliseconds = report.Uptime.TotalMilliseconds,
        CallCount = report.CallCount,
        LastCalls = report.LastCalls,
        MaxResidentBytes = report.MaxResidentBytes,
        CpuTimeMilliseconds = report.CpuTime?.TotalMilliseconds,
        RefusedActions = [.. report.RefusedActions.Select(refused => new RefusalDocument(refused.SystemCall, refused.Action, refused.Preset))],
        Time = report.Time,
    };

    private static FrameDocument[] Document(IReadOnlyList<StackFrame> stack) => [.. stack.Select(f => new FrameDocument(
        Hex.Short(f.Address), f.Module, f.ModulePath, Hex.Short(f.ModuleOffset), f.Symbol, (long)f.SymbolOffset, f.IsCallGate))];

    private static HangDocument? Document(HangReport? hang) => hang is null ? null : new HangDocument(
        hang.State,
        hang.Description,
        hang.SystemCall,
        hang.StackRemark,
        hang.CpuTime?.TotalMilliseconds,
        [.. hang.OtherThreads.Select(t => new ThreadDocument(t.Id, t.Name, t.State, t.Description, Document(t.Stack)))]);

    private static CallDocument? Document(CrashedCall? call) => call is null ? null : new CallDocument(
        call.Function,
        call.Prototype,
        call.LibraryPath,
        [.. call.Arguments.Select(a => new ArgumentDocument(a.Name, a.TypeText, a.Text, Address(a.Address), a.Length, a.Direction))],
        call.Callback,
        Document(call.Within),
        call.Row,
        call.ListIndex);

    private static string? Address(ulong? address) => address is { } value ? Hex.Short(value) : null;
}
