using System.Globalization;

namespace FfiIsolation.ProcessTests.Support;

/// <summary>A call of the fault library as the papers write it: <c>fill(out:16, 17, 65)</c>.</summary>
internal sealed class FaultCall
{
    private readonly string _arguments;

    private FaultCall(string name, string arguments)
    {
        Name = name;
        _arguments = arguments;
    }

    public string Name { get; }

    /// <summary>Made for each use: a buffer belongs to one call.</summary>
    public NativeArgument[] Arguments =>
        [.. _arguments.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Argument)];

    public static FaultCall Read(string call)
    {
        int open = call.IndexOf('(', StringComparison.Ordinal);
        return new FaultCall(call[..open], call[(open + 1)..^1]);
    }

    public async Task<NativeResult> InvokeAsync(NativeHost host, CallOptions? options = null) =>
        await (await host.FunctionAsync(Faults.LibraryOf(Name), Faults.PrototypeOf(Name))).InvokeAsync(options ?? new CallOptions(), Arguments);

    public async Task<NativeResult> InvokeAsync(NativeSession session, CallOptions? options = null) =>
        await (await session.FunctionAsync(Faults.LibraryOf(Name), Faults.PrototypeOf(Name))).InvokeAsync(options ?? new CallOptions(), Arguments);

    private static NativeArgument Argument(string word) => word switch
    {
        ['"', .. string text, '"'] => text,
        ['o', 'u', 't', ':', .. string size] => NativeBuffer.Out<byte>(int.Parse(size, CultureInfo.InvariantCulture)),
        ['0', 'x', .. string address] => NativePointer.FromAddress(ulong.Parse(address, NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        "callback" => NativeCallback.Of((int value) => value),
        _ => long.Parse(word, CultureInfo.InvariantCulture),
    };
}
