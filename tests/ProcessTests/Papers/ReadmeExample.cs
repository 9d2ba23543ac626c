// The example of README.md, which a test compares with it: what is said there is what is compiled and run here.
namespace FfiIsolation.ProcessTests.Papers;

internal static class ReadmeExample
{
    /// <param name="Console">Stands in for System.Console, so that what is printed can be compared with the comments.</param>
    public static void Run(TextWriter Console)
    {
        // README: begin
        using NativeHost host = NativeHost.Start();
        NativeFunction strlen = host.Load("c").Function("size_t strlen(const char *s)");
        Console.WriteLine(strlen.Invoke("Grüße"));           // 7

        try
        {
            strlen.Invoke(NativePointer.Null);               // in-process, this would be the end of your program
        }
        catch (NativeCrashException crash)
        {
            Console.WriteLine(crash.Message);                // strlen crashed: SIGSEGV (SEGV_MAPERR) reading address 0x0
            Console.WriteLine(crash.Report.Hints[0]);        // Parameter `s` was NULL.
        }

        Console.WriteLine(strlen.Invoke("again"));           // 5

        using NativeSession session = host.OpenSession();    // one worker of its own: its pointers stay valid
        IsolatedLibrary c = session.Load("c");
        NativePointer copy = c.Function("char *strdup(const char *s)").Invoke("kept").Pointer;
        Console.WriteLine(session.ReadText(copy));           // kept
        session.Free(copy);

        NativeFunction sort = c.Function("void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))");
        int[] numbers = [3, 1, 2];
        sort.Invoke(NativeBuffer.InOut(numbers), numbers.Length, sizeof(int), NativeCallback.Of(a => a.Read<int>(0) - a.Read<int>(1)));
        Console.WriteLine(string.Join(' ', numbers));        // 1 2 3

        IsolatedLibrary libc = host.Load("c", "typedef struct { int quot; int rem; } div_t; div_t div(int numerator, int denominator);");
        NativeStruct result = libc.Function("div").Invoke(-17, 5).Struct!;
        Console.WriteLine($"{result}, {result["rem"]}");    // {-3, -2}, -2
        // README: end
    }
}
