using System.Globalization;
using System.Numerics;
using FfiIsolation.ProcessTests.Support;

namespace FfiIsolation.ProcessTests.Values;

/// <summary>Structs, enums and the numbers that .NET cannot pass, in the forms that a program has them in.</summary>
public sealed class StructValueTests(CompiledLibrary library) : IClassFixture<CompiledLibrary>
{
    private enum Color
    {
        Red,
        Green = 7,
        Blue,
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_dotnet_struct_goes_and_comes()
    {
        NativeResult result = await (await library.FunctionAsync("mirrored")).InvokeAsync(NativeArgument.Of((1.5, -2.5)));
        Assert.Equal((-2.5, 1.5), result.As<(double, double)>());
        Assert.Equal("struct point", result.Struct!.Type.ToString());
        Assert.Null(result.Warning);
        Assert.Contains("has 16 bytes, and a Vector3 has 12", Assert.Throws<InvalidCastException>(() => result.As<Vector3>()).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidCastException>(() => result.As<string>());
        Assert.Throws<InvalidCastException>(() => result.As<(string, long)>());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_struct_that_came_back_goes_in_again()
    {
        NativeFunction counted = await library.FunctionAsync("counted");
        NativeStruct big = (await counted.InvokeAsync(new NativeStruct(library.Record("struct big")), 10)).Struct!;
        NativeResult again = await counted.InvokeAsync(big, 100);
        Assert.Equal((110L, 112L, 114L, 116L, 118L, 120L), again.As<(long, long, long, long, long, long)>());
        Assert.Null(again.Warning);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Structs_of_the_C_library_come_back()
    {
        IsolatedLibrary c = await library.Host.LoadAsync("c", Declarations.Parse("""
            typedef struct { int quot, rem; } div_t; typedef struct { long quot, rem; } ldiv_t; div_t div(int number, int by); ldiv_t ldiv(long number, long by);
            """));
        Assert.Equal((-3, -1), (await (await c.FunctionAsync("div")).InvokeAsync(-7, 2)).As<(int, int)>());
        Assert.Equal((3L, 1L), (await (await c.FunctionAsync("ldiv")).InvokeAsync(7, 2)).As<(long, long)>());
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_struct_aligned_to_a_page_lies_on_one()
    {
        var page = new NativeStruct(library.Record("struct page"));
        Assert.Equal(0L, (long)await (await library.FunctionAsync("page_offset")).InvokeAsync(page));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task An_enum_has_names()
    {
        NativeFunction after = await library.FunctionAsync("after");
        NativeResult green = await after.InvokeAsync("RED"), blue = await after.InvokeAsync(NativeArgument.Of(Color.Green)), nameless = await after.InvokeAsync(8);
        Assert.Equal(("GREEN", 7, Color.Green, "GREEN"), (green.ConstantName, (int)green, green.As<Color>(), green.ToString()));
        Assert.Equal(("BLUE", Color.Blue), (blue.ConstantName, blue.As<Color>()));
        Assert.Equal((null, 99u, "99"), (nameless.ConstantName, nameless.Value, nameless.ToString()));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Integers_of_128_bits_are_whole()
    {
        NativeResult product = await (await library.FunctionAsync("product")).InvokeAsync(ulong.MaxValue, ulong.MaxValue);
        Assert.Equal(UInt128.Parse("340282366920938463426481119284349108225", CultureInfo.InvariantCulture), product.Value); // (2^64 - 1)^2
        Assert.Throws<OverflowException>(() => product.As<Int128>());
        Assert.Throws<OverflowException>(() => product.As<ulong>());
        NativeFunction negated = await library.FunctionAsync("negated");
        Assert.Equal(Int128.MinValue + 1, (await negated.InvokeAsync(Int128.MaxValue)).Value);
        Assert.Equal(-5L, (long)await negated.InvokeAsync(5));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Small_and_complex_numbers_come_back()
    {
        Assert.Equal((Half)(-0.75), (await (await library.FunctionAsync("halved")).InvokeAsync(-1.5)).Value);
        Assert.Equal(new Complex(1.5, 2.5), (await (await library.FunctionAsync("conjugate")).InvokeAsync(new Complex(1.5, -2.5))).Value);
        LongDouble third = LongDouble.Parse("0.333333333333333333342");
        NativeResult turned = await (await library.FunctionAsync("turned")).InvokeAsync(new LongDoubleComplex(third, 2.0));
        Assert.Equal(new LongDoubleComplex(-2.0, third), turned.Value);
        Assert.Throws<OverflowException>(() => turned.As<Complex>());
        NativeFunction power = await library.Host.FunctionAsync("m", "double _Complex cpow(double _Complex z, double _Complex w)");
        Assert.Equal(-1, (await power.InvokeAsync(Complex.ImaginaryOne, 2)).As<Complex>().Real, 12); // i^2
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_function_pointer_is_a_value_and_arrays_of_arrays_are_buffers()
    {
        await using NativeSession session = await library.Host.OpenSessionAsync(TestContext.Current.CancellationToken);
        IsolatedLibrary ours = await session.LoadAsync(library.Path, library.Declarations);
        NativePointer bySize = (await (await ours.FunctionAsync("comparer")).InvokeAsync()).Pointer;
        NativeFunction qsort = await session.FunctionAsync("c", "void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))");
        int[] numbers = [5, -3, 12, 0];
        await qsort.InvokeAsync(NativeBuffer.InOut(numbers), 4, 4, bySize);
        Assert.Equal([-3, 0, 5, 12], numbers);
        Assert.True((await (await ours.FunctionAsync("is_null")).InvokeAsync(NativePointer.Null)).As<bool>());
        Assert.Equal(1 + 50, (int)await (await ours.FunctionAsync("trace")).InvokeAsync(NativeBuffer.In(1, 2, 3, 40, 50, 60), 2));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_function_that_returns_no_struct_in_memory_is_found_out()
    {
        NativeResult result = await (await library.FunctionAsync("struct big not_big(void)")).InvokeAsync();
        Assert.StartsWith("The function did not return the address of the memory for its result", result.Warning, StringComparison.Ordinal);
    }
}
