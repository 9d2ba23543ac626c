using System.Collections.Concurrent;
using FfiIsolation.Headers;

namespace FfiIsolation.Tests.Headers;

/// <summary>Reads headers without libclang: what a test says that they hold.</summary>
internal sealed class FakeHeaders : IHeaderReader
{
    private readonly ConcurrentQueue<string> _read = [];
    private int _underWay;

    /// <summary>What is done for a header; by default it declares <c>double half(double x)</c>.</summary>
    public Func<string, HeaderSettings, CancellationToken, Task<HeaderContent>> Read { get; set; } = (path, settings, _) => Task.FromResult(Content(path, settings, "double half(double x)"));

    /// <summary>The headers that were read, in their order.</summary>
    public IReadOnlyCollection<string> Asked => _read;

    /// <summary>How many were read at the same time.</summary>
    public int MostAtOnce { get; private set; }

    public static HeaderContent Content(string path, HeaderSettings settings, params string[] functions) => new(
        path, [.. functions.Select(text => new HeaderDeclaration(HeaderKind.Function, Prototype.Parse(text).Name, text, "", IsOwn: true))], [], [], []) { Terms = settings.Terms };

    /// <summary>A header that our parser reads twice: within <c>#pragma pack(push, 2)</c>, which clang does not print, sizeof is 10 and _Alignof 2.</summary>
    public static HeaderContent ReadTwice(string path)
    {
        var layout = new HeaderLayout(10, 2, [new("a", 0, 8, null), new("b", 8, 3, null), new("c", 16, 64, null)]);
        return new(path, [new HeaderDeclaration(HeaderKind.Record, "tight", "struct tight { char a; int b : 3; double c; }", "", IsOwn: true) { Layout = layout }], [], [], []);
    }

    public async Task<HeaderContent> ReadAsync(string path, HeaderSettings settings, bool withMacros, CancellationToken cancellationToken)
    {
        Assert.False(withMacros);
        _read.Enqueue(path);
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _underWay));
        try
        {
            return await Read(path, settings, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
