using FfiIsolation.Cli.Commands;

namespace FfiIsolation.Tests.Cli.Commands;

/// <summary>Where options end and arguments begin.</summary>
public sealed class VerbatimWordsTests
{
    [Theory]
    [InlineData("call m P 1", "call m P -- 1")]
    [InlineData("call m P -1", "call m P -- -1")]
    [InlineData("call m P", "call m P --")]
    [InlineData("call m", "call m")]
    [InlineData("call", "call")]
    [InlineData("call --json m P --help", "call --json m P -- --help")]
    [InlineData("call --timeout 5s m P --timeout", "call --timeout 5s m P -- --timeout")]
    [InlineData("call --timeout=5s m P -1", "call --timeout=5s m P -- -1")]
    [InlineData("call --repeat 3 --json m P -1", "call --repeat 3 --json m P -- -1")]
    [InlineData("call m --json P -1", "call m --json P -- -1")]
    [InlineData("call m P -- -1", "call m P -- -1")]
    [InlineData("call -- m P -1", "call -- m P -1")]
    [InlineData("demo x --list", "demo x --list")]
    [InlineData("", "")]
    public void Everything_behind_the_prototype_is_an_argument(string words, string expected)
    {
        var call = new CallCommand(CommandLineTests.Silent, (_, _, _) => throw new InvalidOperationException()).Command;
        string[] split = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, string.Join(' ', VerbatimWords.Separate(split, call)));
    }
}
