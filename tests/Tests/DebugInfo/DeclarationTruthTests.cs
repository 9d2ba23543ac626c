using FfiIsolation.DebugInfo;

namespace FfiIsolation.Tests.DebugInfo;

/// <summary>What a report says of a prototype.</summary>
public sealed class DeclarationTruthTests
{
    private static readonly string s_faults = Path.Combine(AppContext.BaseDirectory, "faults", "libfaults.so");

    [Fact]
    public void A_wrong_prototype_is_told_with_the_right_one() => Assert.Equal(
        "The prototype is not what the library's debug information says: the result: double is declared, and the library's is int; parameter 1 'address': int is declared, and the library's is const void *."
            + " Right would be: int read_at(const void *address)",
        WhatIsWrong("double read_at(int address)"));

    [Theory]
    [InlineData("int read_at(const void *address)")]
    // A warning is no cause.
    [InlineData("unsigned read_at(unsigned long address)")]
    // Nothing is known of it.
    [InlineData("int no_such_function(int n)")]
    public void Of_another_nothing_is_said(string prototype) => Assert.Null(WhatIsWrong(prototype));

    [Fact]
    public void The_types_of_its_declarations_are_known() => Assert.Equal(
        "The prototype is not what the library's debug information says: parameter 1 'p': struct point is declared, and the library's is const void *. Right would be: int read_at(const void *address)",
        WhatIsWrong("int read_at(struct point p)", Declarations.Parse("struct point { int x, y; };")));

    /// <summary>The call was made, and may have been right; but it crashed, and this is why, mostly.</summary>
    [Fact]
    public void A_pointer_that_leads_elsewhere_is_told_as_a_doubt() => Assert.Equal(
        "The prototype may not be what the library's debug information says: parameter 1 'data': unsigned char ** is declared, and the library's is const unsigned char *."
            + " Right would be: long sum_bytes(const unsigned char *data, size_t size)",
        WhatIsWrong("long sum_bytes(unsigned char **data, size_t size)"));

    [Fact]
    public void It_is_not_certain_for_who_binds_it() => Assert.False(DeclarationTruth.Check(s_faults, Prototype.Parse("long sum_bytes(unsigned char **data, size_t size)")).Finding!.IsCertain);

    [Fact]
    public void Of_a_library_that_is_gone_nothing_is_said() =>
        Assert.Null(DeclarationTruth.WhatIsWrong(new CrashedCall { Function = "f", Prototype = "int f(int n)", Declared = Prototype.Parse("int f(int n)"), LibraryPath = "/no/such/libf.so" }));

    private static string? WhatIsWrong(string prototype, Declarations? declarations = null) => DeclarationTruth.WhatIsWrong(
        new CrashedCall { Function = "called", Prototype = prototype, Declared = Prototype.Parse(prototype, declarations ?? Declarations.Empty), LibraryPath = s_faults });
}
