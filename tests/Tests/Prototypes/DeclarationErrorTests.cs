namespace FfiIsolation.Tests.Prototypes;

/// <summary>Mistakes in a block of declarations: the mark ^ in a text stands before the spot, and is taken out.</summary>
public sealed class DeclarationErrorTests
{
    [Theory]
    [InlineData("struct s { int x ^};", "found '}'")]
    [InlineData("^extern \"C\" { int f(int);", "is opened here and never closed")]
    [InlineData("extern \"C\" { int f(int); } ^}", "found '}'")]
    [InlineData("extern ^\"C++\" { int f(int); }", "gives a function another name")]
    [InlineData("int f(int) ^override;", "'override' behind the parameters is C++")]
    [InlineData("struct s { int x; ^x; };", "unknown type 'x'")]
    [InlineData("struct s { int x; char ^x; };", "a second member named 'x'")]
    [InlineData("struct s { int x; ^union { int y; int x; }; };", "a second member named 'x'")]
    [InlineData("struct s { ^struct s inner; };", "'struct s' is not defined")]
    [InlineData("struct s { int ^a(int); };", "a member cannot be a function")]
    [InlineData("struct s { void ^v; };", "a member cannot be void")]
    [InlineData("struct s { int ^a[]; };", "needs a struct, and members before it")]
    [InlineData("struct s { int n; int ^a[]; int m; };", "in front of other members")]
    [InlineData("struct s { int x : ^33; };", "33 is not the width")]
    [InlineData("struct s { int x : ^0; };", "the bit-field 'x' has no bits")]
    [InlineData("struct s { float x : ^3; };", "a bit-field of type 'float'")]
    [InlineData("struct s { bool x : ^2; };", "2 is not the width")]
    [InlineData("struct s { int x : ^-1; };", "-1 is not the width")]
    [InlineData("struct s { ^_Alignas(2) int x; };", "below the alignment")]
    [InlineData("struct s { _Alignas(^3) int x; };", "3 is not an alignment")]
    [InlineData("struct s { int x __attribute__((aligned(^12))); };", "12 is not an alignment")]
    [InlineData("struct s { int x; } __attribute__((^vector_size(16)));", "vector types (vector_size) are not supported yet")]
    [InlineData("struct s { int x; } __attribute__((^transparent_union));", "transparent unions are not supported yet")]
    [InlineData("struct s { int x; }; struct ^s { int x; };", "defined twice")]
    [InlineData("struct s { int x; }; union ^s { int x; };", "is the tag of a struct")]
    [InlineData("enum e { A }; struct ^e *p;", "is the tag of an enum")]
    [InlineData("enum e { A, ^A };", "'A' is declared before, as an enum's constant")]
    [InlineData("enum e { A = 0x7fffffff, ^B };", "overflows")]
    [InlineData("enum e ^{ A = -1, B = 0xffffffffffffffff };", "no integer type of 64 bits")]
    [InlineData("enum e { A = 1 ^/ 0 };", "division by zero")]
    [InlineData("enum e { A = 1 ^<< 32 };", "the shift count 32")]
    [InlineData("enum e { A = 2147483647 ^+ 1 };", "does not fit in int")]
    [InlineData("enum e { A = ^B };", "'B' is no constant")]
    [InlineData("enum e { A = ^'ab' };", "is not one character")]
    [InlineData("enum e { A = ^1.5 };", "'1.5' is not an integer constant")]
    [InlineData("enum e { A = sizeof^(struct s) };", "'struct s' has no size")]
    [InlineData("enum e { A = ^(float)1 };", "a cast to 'float'")]
    [InlineData("enum ^{ };", "the enum has no constants")]
    [InlineData("int a^[3][];", "there is no array of 'int []'")]
    [InlineData("extern int a[^-1];", "-1 is not an array length")]
    [InlineData("extern int a^[0x10000000][0x10000000];", "the array is larger than 1073741824 bytes")]
    [InlineData("typedef int t; typedef long ^t;", "'t' is declared before as 't'")]
    [InlineData("int f(int); int ^f(long);", "'f' is declared before as 'int f(int)'")]
    [InlineData("int f(int); extern int ^f;", "'f' is declared before, as a function")]
    [InlineData("int f(int) ^{ return 0; }", "body is not wanted")]
    [InlineData("int f(void)^[3];", "a function cannot return an array")]
    [InlineData("int f(int)^(int);", "a function cannot return a function")]
    [InlineData("int x ^= 3;", "initial value is not wanted")]
    [InlineData("int f(^struct s { int x; } p);", "is known nowhere else")]
    [InlineData("typedef int ^;", "found ';'")]
    [InlineData("int ^;", "found ';'")]
    [InlineData("^#include <stdio.h>\n", "preprocessor directives (#include) are not read")]
    [InlineData("int x;\n^#define N 3\n", "preprocessor directives (#define) are not read")]
    [InlineData("^#pragma once\n", "'#pragma once' is not read")]
    [InlineData("^#pragma pack(pop)\n", "this '#pragma pack' is not read")]
    [InlineData("^#pragma pack(3)\n", "this '#pragma pack' is not read")]
    [InlineData("_Static_assert(^sizeof(int) == 8, \"no\");", "a static assertion does not hold")]
    [InlineData("^long _Complex z;", "'_Complex' without the type of its parts")]
    [InlineData("void f(^__m256 v);", "vector types (__m256) are not supported yet")]
    [InlineData("_Float16 f(int) __attribute__((^ms_abi));", "_Float16 arguments and results by ms_abi are not supported yet")]
    [InlineData("int x __attribute__((^ms_abi));", "which is no function")]
    [InlineData("void f(^...);", "no parameter in front of '...'")]
    [InlineData("void f(int, ...^, int);", "found ','")]
    public void A_mistake_is_shown_where_it_is(string marked, string problem)
    {
        int mark = marked.IndexOf('^', StringComparison.Ordinal);
        string before = marked[..mark];
        var error = Assert.Throws<PrototypeException>(() => Declarations.Parse(marked.Remove(mark, 1)));

        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(error.Expected);
        Assert.Equal((before.Count(c => c == '\n') + 1, mark - before.LastIndexOf('\n')), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("double f(^struct line p)", "'struct line' is not defined")]
    [InlineData("double f(^poin_t p)", "unknown type 'poin_t'")]
    [InlineData("double f(^struct opaque p)", "'struct opaque' is not defined")]
    [InlineData("double f(^struct { int x; } p)", "structs are defined in declarations, not in a prototype")]
    public void A_prototype_against_declarations_says_what_is_missing(string marked, string problem)
    {
        Declarations declared = Declarations.Parse("typedef struct { int x; } point_t; struct opaque;");
        int mark = marked.IndexOf('^', StringComparison.Ordinal);
        var error = Assert.Throws<PrototypeException>(() => Prototype.Parse(marked.Remove(mark, 1), declared));
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.Equal(mark + 1, error.Column);
    }

    [Fact]
    public void A_misspelt_typedef_is_suggested() =>
        Assert.Contains("did you mean 'point_t'?",
            Assert.Throws<PrototypeException>(() => Prototype.Parse("double f(poin_t p)", Declarations.Parse("typedef struct { int x; } point_t;"))).Expected, StringComparison.Ordinal);
}
