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
}
