using FfiIsolation;

using NativeHost host = NativeHost.Start();
ILibC c = ILibC.On(host);                                           // each call runs in any free worker
Console.WriteLine($"{c.Length("Grüße")} bytes, {await c.AbsoluteAsync(-5)} without its sign, {c.Divide(-17, 5)}");
Console.WriteLine($"a number: {await c.ToNumberAsync("2.5")}; a path: {c.GetEnvironment("PATH") is not null}");
int[] numbers = [3, 1, 2];
c.Sort(numbers, (nuint)numbers.Length, sizeof(int), (in left, in right) => left.CompareTo(right));
Console.WriteLine($"sorted: {string.Join(' ', numbers)}; 8 is {c.Split(8, out int exponent)} times 2 to the power of {exponent}");

await using NativeSession session = await host.OpenSessionAsync();  // one worker of its own, so that its state lasts
ILibC mine = await ILibC.OnAsync(session);
mine.Seed(42);
int first = mine.Random();
mine.Seed(42);
Console.WriteLine($"the same seed, the same number: {first == mine.Random()}; its process: {mine.ProcessId() == session.ProcessId}");

[NativeLibrary("c"), NativeDeclarations("typedef struct { int quot; int rem; } div_t;")]
public partial interface ILibC
{
    [NativeFunction("size_t strlen(const char *s)")] nuint Length(string s);
    [NativeFunction("int abs(int n)", IsPure = true)] Task<int> AbsoluteAsync(int n);
    [NativeFunction("div_t div(int numerator, int denominator)")] Division Divide(int numerator, int denominator);
    [NativeFunction("double atof(const char *text)", TimeoutMilliseconds = 1000)]
    ValueTask<double> ToNumberAsync(string text, CancellationToken cancellationToken = default);
    [NativeFunction("char *getenv(const char *name)")] [return: Borrowed] string? GetEnvironment(string name);
    [NativeFunction("void qsort(void *base, size_t n, size_t size, int (*compare)(const void *, const void *))")]
    void Sort(Span<int> items, nuint n, nuint size, Comparison compare);
    [NativeFunction("double frexp(double x, int *exponent)")] double Split(double x, out int exponent);
    [NativeFunction("void srand(unsigned int seed)")] void Seed(uint seed);
    [NativeFunction("int rand(void)")] int Random();
    [NativeFunction("int getpid(void)")] int ProcessId();
}

public readonly record struct Division(int Quotient, int Remainder);
public delegate int Comparison(in int left, in int right);
