namespace FfiIsolation.Tests.Prototypes;

/// <summary>At each limit a prototype is read, one beyond it the error names the limit.</summary>
public sealed class PrototypeLimitTests
{
    [Fact]
    public void Length() => Check(PrototypeLimits.MaximumLength, length => "int f(int)".PadRight(length));

    [Fact]
    public void Parameters() => Check(PrototypeLimits.MaximumParameters, count => $"int f({string.Join(", ", Enumerable.Repeat("int", count))})");

    [Fact]
    public void Pointer_depth() => Check(PrototypeLimits.MaximumPointerDepth, depth => $"int f(int {new string('*', depth)}p)");

    [Fact]
    public void Pointer_depth_through_parentheses() =>
        Check(PrototypeLimits.MaximumPointerDepth, depth => $"int f(int {string.Concat(Enumerable.Repeat("*(", depth))}p{new string(')', depth)})");

    [Fact]
    public void Parentheses_around_a_name() => Check(PrototypeLimits.MaximumNesting, depth => $"int {new string('(', depth)}f{new string(')', depth)}(int)");

    [Fact]
    public void Parentheses_in_an_attribute() =>
        Check(PrototypeLimits.MaximumNesting, depth => $"int f(int) __attribute__((format{new string('(', depth)}{new string(')', depth)}))");

    [Fact]
    public void A_long_text_of_opening_parentheses_is_refused_and_not_followed() =>
        Assert.Throws<PrototypeException>(() => Prototype.Parse("int " + new string('(', PrototypeLimits.MaximumLength - 4)));

    private static void Check(int limit, Func<int, string> text)
    {
        Assert.Equal("f", Prototype.Parse(text(limit)).Name);
        var error = Assert.Throws<PrototypeException>(() => Prototype.Parse(text(limit + 1)));
        Assert.Contains($"{limit}", error.Problem, StringComparison.Ordinal);
    }
}
