namespace FfiIsolation.Tests.Prototypes;

/// <summary>At each limit a block of declarations is read, one beyond it the error names the limit.</summary>
public sealed class DeclarationLimitTests
{
    [Fact]
    public void Length() => Check(PrototypeLimits.MaximumDeclarationsLength, length => "int x;".PadRight(length));

    [Fact]
    public void Members() => Check(PrototypeLimits.MaximumMembers, count => $"struct s {{ {string.Concat(Enumerable.Range(0, count).Select(i => $"int m{i};"))} }};");

    [Fact]
    public void Constants() => Check(PrototypeLimits.MaximumEnumConstants, count => $"enum e {{ {string.Join(',', Enumerable.Range(0, count).Select(i => $"C{i}"))} }};");

    [Fact]
    public void Nested_structs() =>
        Check(PrototypeLimits.MaximumNesting, depth => string.Concat(Enumerable.Repeat("struct {", depth)) + "int x;" + string.Concat(Enumerable.Range(0, depth).Select(i => $"}} m{i};")));

    [Fact]
    public void Nested_expressions() => Check(PrototypeLimits.MaximumNesting - 1, depth => $"extern int a[{new string('(', depth)}1{new string(')', depth)}];", "63");

    [Fact]
    public void Nested_parameter_lists() =>
        Check(PrototypeLimits.MaximumNesting - 1, depth => $"void f({string.Concat(Enumerable.Repeat("void (*g)(", depth))}int{new string(')', depth)});", "63");

    [Fact]
    public void Dimensions() => Check(PrototypeLimits.MaximumDimensions, count => $"extern char a{string.Concat(Enumerable.Repeat("[1]", count))};");

    [Fact]
    public void Size_of_an_array() => Check(PrototypeLimits.MaximumTypeSize, size => $"extern char a[1][{size}];");

    [Fact]
    public void Structs_in_structs_over_many_declarations() =>
        Check(PrototypeLimits.MaximumTypeDepth - 1, depth => "struct s0 { int x; };" + string.Concat(Enumerable.Range(1, depth).Select(i => $"struct s{i} {{ struct s{i - 1} x; }};")), "255");

    [Theory]
    [InlineData("union s0 { int x; };", "union s{0} {{ union s{1} a, b; }};", "members")] // 4 bytes, whatever the depth
    [InlineData("struct s0 { };", "struct s{0} {{ struct s{1} a, b; }};", "members")]
    [InlineData("struct s0 { };", "struct s{0} {{ struct s{1} a[1000]; }};", "elements that take no place")]
    public void Members_of_members_that_double_with_each_level_are_refused_and_not_followed(string start, string next, string what)
    {
        string text = start + string.Concat(Enumerable.Range(1, 200).Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, next, i, i - 1)));
        Assert.Contains($"1048576 {what}", Assert.Throws<PrototypeException>(() => Declarations.Parse(text)).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("typedef int t0;", "typedef t{0} *t{1};")]
    [InlineData("typedef void (*t0)(void);", "typedef void (*t{1})(t{0});")]
    [InlineData("typedef char t0;", "typedef t{0} t{1}[1];")]
    [InlineData("struct s0 { int x; }; typedef struct s0 t0;", "typedef struct {{ t{0} x; }} t{1};")]
    public void Types_of_types_over_many_declarations_are_refused_and_not_followed(string start, string next)
    {
        string text = start + string.Concat(Enumerable.Range(1, 20_000).Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, next, i - 1, i)));
        Assert.Contains("255", Assert.Throws<PrototypeException>(() => Declarations.Parse(text)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Alignment() => Check(PrototypeLimits.MaximumAlignment, bytes => $"struct s {{ int x; }} __attribute__((aligned({(bytes == PrototypeLimits.MaximumAlignment ? bytes : 2 * bytes)})));");

    [Theory]
    [InlineData("enum e { A = ", "(")]
    [InlineData("enum e { A = ", "-")]
    [InlineData("enum e { A = ", "(int)")]
    [InlineData("enum e { A = ", "sizeof(int[")]
    [InlineData("enum e { A = ", "1 ? ")]
    [InlineData("", "struct {")]
    [InlineData("void f(", "void (*g)(")]
    [InlineData("struct s { int x __attribute__((aligned(", "(")]
    public void Endless_nesting_is_refused_and_not_followed(string start, string piece) =>
        Assert.Throws<PrototypeException>(() => Declarations.Parse(start + string.Concat(Enumerable.Repeat(piece, 100_000))));

    private static void Check(int limit, Func<int, string> text, string? named = null)
    {
        Declarations.Parse(text(limit) + (text(limit).EndsWith(';') || text(limit).EndsWith(' ') ? "" : ";"));
        var error = Assert.Throws<PrototypeException>(() => Declarations.Parse(text(limit + 1)));
        Assert.Contains(named ?? $"{limit}", error.Problem + error.Expected, StringComparison.Ordinal);
    }
}
