using FfiIsolation;

using NativeHost host = NativeHost.Start();
ILibC c = ILibC.On(host);                                           // each call in any free worker
Console.WriteLine($"{c.Length("Grüße")} bytes, -17 / 5 is {c.Divide(-17, 5)}, HOME is {(c.GetEnvironment("HOME") is null ? "not set" : "set")}");
int[] numbers = [3, 1, 2];
c.Sort(numbers, (nuint)numbers.Length, sizeof(int), (in left, in right) => left.CompareTo(right));
Console.WriteLine($"sorted: {string.Join(' ', numbers)}; absolute: {await c.AbsoluteAsync(-5)}; to number: {await c.ToNumberAsync("2.5")}");
Span<byte> text = stackalloc byte[32];
Console.WriteLine(System.Text.Encoding.UTF8.GetString(text[..c.Format(text, (nuint)text.Length, "%s is %d", "six times seven", 6 * 7)]));

await using NativeSession session = await host.OpenSessionAsync();  // one worker of its own, so that its state lasts
ILibC mine = await ILibC.OnAsync(session);
mine.Seed(42);
int first = mine.Random();
mine.Seed(42);
Console.WriteLine($"the same seed, the same number: {first == mine.Random()}, in process {mine.ProcessId() == session.ProcessId}");

[NativeLibrary("c"), NativeDeclarations("typedef struct { int quot; int rem; } div_t;")]
public partial interface ILibC
{
    [NativeFunction("size_t strlen(const char *s) __attribute__((pure))")] nuint Length(string s);
    [NativeFunction("div_t div(int numerator, int denominator)")] Division Divide(int numerator, int denominator);
    [NativeFunction("char *getenv(const char *name)")] [return: Borrowed] string? GetEnvironment(string name);
    [NativeFunction("void qsort(void *base, size_t n, size_t size, int (*compare)(const void *, const void *))")] void Sort(Span<int> items, nuint n, nuint size, Comparison compare);
    [NativeFunction("int abs(int n)", IsPure = true)] Task<int> AbsoluteAsync(int n);
    [NativeFunction("double atof(const char *text)", TimeoutMilliseconds = 1000)] ValueTask<double> ToNumberAsync(string text, CancellationToken cancellationToken = default);
    [NativeFunction("int snprintf(char *s, size_t n, const char *format, ...)")] int Format(Span<byte> s, nuint n, string format, string first, int second);
    [NativeFunction("void srand(unsigned int seed)")] void Seed(uint seed);
    [NativeFunction("int rand(void)")] int Random();
    [NativeFunction("int getpid(void)")] int ProcessId();
}

public readonly record struct Division(int Quotient, int Remainder);
public delegate int Comparison(in int left, in int right);
