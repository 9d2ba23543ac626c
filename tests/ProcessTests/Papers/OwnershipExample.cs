// The example of docs/ownership.md, which a test compares with it.
namespace FfiIsolation.ProcessTests.Papers;

internal static class OwnershipExample
{
    /// <param name="host">The host that the example leaves out.</param>
    /// <param name="Console">Stands in for System.Console, so that what is printed can be compared with the comments.</param>
    public static void Run(NativeHost host, TextWriter Console)
    {
        // docs/ownership.md: begin
        using NativeSession session = host.OpenSession();
        IsolatedLibrary c = session.Load("c");
        NativeFunction fopen = c.Function("FILE *fopen(const char *path, const char *mode) __attribute__((malloc(fclose)))");
        NativeFunction fgetc = c.Function("int fgetc(FILE *stream)"), fclose = c.Function("int fclose(FILE *stream)");
        using NativeHandle file = fopen.Invoke("/proc/self/comm", "r").Handle!;
        Console.WriteLine($"{file}: {(char)(int)fgetc.Invoke(file)}");      // fopen #1: f
        fclose.Invoke(file);                                                // frees it; its disposal does nothing any more
        try
        {
            fgetc.Invoke(file);
        }
        catch (StaleHandleException stale)
        {
            Console.WriteLine(stale.HandleName);                            // fopen #1
        }
        // docs/ownership.md: and later
        using RentedBuffer<byte> text = session.Rent<byte>(1_000_000);
        NativeFunction strlen = c.Function("size_t strlen(const char *s)");
        text.Span.Fill((byte)'a');
        text.Span[^1] = 0;
        Console.WriteLine(strlen.Invoke(text));                             // 999999

        // docs/ownership.md: end
    }
}
