namespace FfiIsolation.Tests.Porting;

/// <summary>Sizes on systems that nothing is called on yet: "Data Type Ranges" and "Type long double" of the Visual C++ documentation, stdint.h of both, Apple's "Data Types and Data Alignment" for x86-64.</summary>
public sealed class DataModelTests
{
    public static TheoryData<string, int, int> Sizes => new()
    {
        { "short", 2, 2 },
        { "int", 4, 4 },
        { "long", 4, 8 },
        { "unsigned long", 4, 8 },
        { "long long", 8, 8 },
        { "wchar_t", 2, 4 },
        { "char16_t", 2, 2 },
        { "size_t", 8, 8 },
        { "ptrdiff_t", 8, 8 },
        { "intptr_t", 8, 8 },
        { "int32_t", 4, 4 },
        { "int64_t", 8, 8 },
        { "uintmax_t", 8, 8 },
        { "int_fast16_t", 4, 2 },
        { "wint_t", 2, 4 },
        { "time_t", 8, 8 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Integers_have_the_sizes_of_their_system(string name, int windows, int mac) =>
        Assert.Equal((windows, mac), (SizeIn(DataModel.Llp64, name), SizeIn(DataModel.Apple64, name)));

    [Fact]
    public void Pointers_long_double_and_wide_characters_differ_too()
    {
        Assert.Equal((8, 8), (DataModel.Llp64.PointerSize, DataModel.Apple64.PointerSize));
        Assert.Equal((8, 16), (DataModel.Llp64.LongDouble.Size, DataModel.Apple64.LongDouble.Size));
        Assert.False(DataModel.Llp64.Integer(IntegerKind.WideChar).IsSigned);
        Assert.True(DataModel.Apple64.Integer(IntegerKind.WideChar).IsSigned);

        // Of one size, and yet other types: what a header says differs.
        Assert.Equal(IntegerKind.LongLong, ((IntegerType)DataModel.Apple64.Find("int64_t")!).Kind);
        Assert.Equal(IntegerKind.Long, ((IntegerType)DataModel.Lp64.Find("int64_t")!).Kind);
    }

    private static int SizeIn(DataModel model, string name) =>
        model.Find(name)?.Size ?? Enum.GetValues<IntegerKind>().Select(model.Integer).Single(type => type.Name == name).Size;
}
