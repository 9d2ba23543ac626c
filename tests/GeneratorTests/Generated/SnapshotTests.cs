using FfiIsolation.GeneratorTests.Support;

namespace FfiIsolation.GeneratorTests.Generated;

public sealed class SnapshotTests
{
    [Theory]
    [InlineData("Scalars")]
    [InlineData("Everything")]
    [InlineData("Session")]
    [InlineData("Imports")]
    [InlineData("ImportsOnSession")]
    public void The_generated_source_is_as_it_was_reviewed(string name) => Snapshot.Check(name);

    /// <summary>What a method says holds against what its interface says, also where it says no.</summary>
    [Fact]
    public void A_method_of_a_pure_library_that_says_it_is_not_pure_is_not()
    {
        string code = Compiler.Generate("""
            [NativeLibrary("c", IsPure = true)]
            public partial interface ILibrary
            {
                [NativeFunction("int f(void)")] int F();

                [NativeFunction("int g(void)", IsPure = false)] int G();
            }
            """);
        Assert.Contains("new(\"int f(void)\", isPure: true)", code);
        Assert.Contains("new(\"int g(void)\")", code);
    }
}
