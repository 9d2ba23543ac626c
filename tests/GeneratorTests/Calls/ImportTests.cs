using System.Runtime.InteropServices;
using FfiIsolation.GeneratorTests.Support;

namespace FfiIsolation.GeneratorTests.Calls;

/// <summary>Static imports. They share the host of the process, so these tests run one after the other.</summary>
[Collection(nameof(IsolatedImports))]
public sealed class ImportTests
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task Imports_use_a_host_of_their_own_until_another_is_set()
    {
        NativeHost own = IsolatedImports.Host;
        Assert.Same(own, IsolatedImports.Host);
        Assert.Equal((nuint)7, Imports.Length("Grüße"));
        Assert.NotEqual(Environment.ProcessId, Imports.getpid());

        await using NativeHost other = await NativeHost.StartAsync();
        IsolatedImports.Host = other;
        Assert.Same(other, IsolatedImports.Host);
        Assert.Equal((0.5, 4), (Imports.frexp(8, out int exponent), exponent));
        int elsewhere = StreamImports.getpid();
        IsolatedImports.Host = null;
        Assert.Same(own, IsolatedImports.Host);
        Assert.NotEqual(elsewhere, StreamImports.getpid());
        Assert.Equal("kept", Imports.strdup("kept"));
        Assert.Equal((-1, 9), (Imports.close(-1), Marshal.GetLastPInvokeError()));
        Assert.Equal(new ILibC.Division(-3, -2), Imports.div(-17, 5));
        int[] items = [3, 1, 2];
        Imports.qsort(items, 3, sizeof(int), (in left, in right) => left.CompareTo(right));
        Assert.Equal([1, 2, 3], items);
        Assert.Throws<NativeCrashException>(() => Imports.Length(null));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Imports_with_addresses_share_a_session_which_is_opened_again_after_a_crash()
    {
        nint stream = StreamImports.fopen("/proc/self/comm", "r");
        Assert.Equal('f', StreamImports.fgetc(stream));
        Assert.Equal(0, StreamImports.fclose(stream));
        Assert.Equal(0, StreamImports.fopen("/no such file", "r"));
        Assert.Equal((4, (nuint)4), (StreamImports.asprintf(out nint text, "text"), StreamImports.Length(text)));

        Assert.Equal(5, StreamImports.Print(out NativeHandle printed, "a wet"));
        using (printed)
        using (NativeHandle copy = StreamImports.Duplicate("kept"))
        {
            Assert.Equal(((nuint)5, "free"), (StreamImports.Length(printed), printed.DeallocatorName));
            Assert.Equal(((nuint)4, "free"), (StreamImports.Length(copy), copy.DeallocatorName));
        }

        Assert.Empty(IsolatedImports.Session.OpenHandles);
        int first = StreamImports.getpid();
        Assert.Equal(first, IsolatedImports.Session.ProcessId);
        using NativeSession session = IsolatedImports.Session;
        NativeFunction abort = (await session.LoadAsync("c")).Function("void abort(void)");
        Assert.Throws<NativeCrashException>(() => abort.Invoke());
        Assert.NotEqual(first, StreamImports.getpid());
    }
}
