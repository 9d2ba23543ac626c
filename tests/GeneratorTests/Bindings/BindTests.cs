using System.Text.RegularExpressions;
using FfiIsolation.GeneratorTests.Support;

namespace FfiIsolation.GeneratorTests.Bindings;

/// <summary><c>ffi bind</c>: what it writes compiles without a word of the compiler, and calls through it work.</summary>
public sealed class BindTests
{
    [Fact(Timeout = Patience.Deadline)]
    public async Task The_header_of_zlib_becomes_an_interface()
    {
        SampleProgram bound = await Ffi.BindAsync("zlib.h", "--library", "z");
        Assert.InRange(Regex.Count(bound.Output, @"\[NativeFunction\("), 60, 120);
        Assert.Contains("const int Z_STREAM_ERROR = -2;", bound.Output, StringComparison.Ordinal);
        Assert.Contains("gzvprintf: parameters of type va_list", bound.Error, StringComparison.Ordinal);
        string[] said = await BoundProgram.RunAsync(bound.Output, """
            using NativeSession session = host.OpenSession();
            IZlib zlib = IZlib.On(session);
            say(zlib.ZlibVersion() == IZlib.ZLIB_VERSION);
            say(zlib.Crc32(0, "123456789"u8, 9));
            byte[] text = Encoding.ASCII.GetBytes(new string('a', 1000)), packed = new byte[100], again = new byte[1000];
            ulong length = (ulong)packed.Length;
            say(zlib.Compress(packed, ref length, text, (ulong)text.Length) == IZlib.Z_OK && length < 30);
            ulong unpacked = 1000;
            say(zlib.Uncompress(again, ref unpacked, packed, length));
            say(unpacked + Encoding.ASCII.GetString(again)[^3..]);

            using RentedBuffer<ZStream> stream = session.Rent<ZStream>(1);
            using RentedBuffer<byte> input = session.Rent<byte>(4096), output = session.Rent<byte>(64);
            ref ZStream z = ref stream.Span[0];
            say(zlib.DeflateInit(stream.Pointer, 9, zlib.ZlibVersion(), (int)stream.ByteLength));
            var all = new List<byte>();
            for (int piece = 0; piece < 4; piece++)
            {
                input.Span.Fill((byte)piece);
                (z.NextIn, z.AvailIn) = (input.Pointer.Address, 4096);
                do
                {
                    (z.NextOut, z.AvailOut) = (output.Pointer.Address, 64);
                    zlib.Deflate(stream.Pointer, piece == 3 ? IZlib.Z_FINISH : IZlib.Z_NO_FLUSH);
                    all.AddRange(output.Span[..(64 - (int)z.AvailOut)]);
                }
                while (z.AvailOut == 0);
            }

            byte[] whole = new byte[16384];
            unpacked = 16384;
            say($"{z.TotalIn} {zlib.Uncompress(whole, ref unpacked, all.ToArray(), (ulong)all.Count)} {unpacked} {whole[4095]}{whole[4096]}{whole[^1]}");
            say(zlib.DeflateEnd(stream.Pointer));
            """);
        Assert.Equal(["True", "3421780262", "True", "0", "1000aaa", "0", "16384 0 16384 013", "0"], said); // the check value of CRC-32: 0xcbf43926
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task The_header_of_SQLite_becomes_an_interface()
    {
        SampleProgram bound = await Ffi.BindAsync("sqlite3.h", "--library", "sqlite3", "--prefix", "sqlite3_", "--interface", "ISqlite");
        Assert.InRange(Regex.Count(bound.Output, @"\[NativeFunction\("), 250, 450);
        Assert.InRange(Regex.Count(bound.Output, "    const "), 300, 800);
        string[] said = await BoundProgram.RunAsync(bound.Output, """
            using NativeSession session = host.OpenSession();
            ISqlite sqlite = ISqlite.On(session);
            say(sqlite.LibversionNumber() > 3_000_000);
            say(sqlite.Open(":memory:", out NativePointer db));
            var rows = new List<string>();
            int status = sqlite.Exec(db, "select 6 * 7 as answer, 'x' as y", (_, count, values, names) =>
            {
                for (int i = 0; i < count; i++)
                {
                    rows.Add(session.ReadText(session.ReadPointer(names + (8 * i))) + session.ReadText(session.ReadPointer(values + (8 * i))));
                }

                return 0;
            }, NativePointer.Null, out NativePointer error);
            say(status == ISqlite.SQLITE_OK && error.IsNull);
            say(string.Join(' ', rows));
            using NativeCallback triple = NativeCallback.Of((NativePointer context, int count, NativePointer values) =>
                sqlite.ResultInt(context, 3 * sqlite.ValueInt(session.ReadPointer(values))));
            say(sqlite.CreateFunctionKeeping(db, "triple", 1, ISqlite.SQLITE_UTF8, NativePointer.Null, triple, null, null));
            say(sqlite.PrepareV2(db, "select triple(14)", -1, out NativePointer statement, out _));
            say(sqlite.Step(statement) == ISqlite.SQLITE_ROW);
            say(sqlite.ColumnInt(statement, 0));
            sqlite.Finalize_(statement);
            say(sqlite.Exec(db, "nonsense", null, NativePointer.Null, out NativePointer why));
            say(session.ReadText(why));
            sqlite.Free(why);
            say(sqlite.Close(db));
            """);
        Assert.Equal(["True", "0", "True", "answer42 yx", "0", "0", "True", "42", "1", "near \"nonsense\": syntax error", "0"], said);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_header_with_everything_is_bound_as_the_snapshot_shows()
    {
        SampleProgram bound = await BindShapesAsync();
        string path = Snapshot.PathOf("Shapes.bound.cs");
        if (Snapshot.IsAccepting)
        {
            await File.WriteAllTextAsync(path, bound.Output);
        }

        Assert.Equal(await File.ReadAllTextAsync(path), bound.Output);
        Assert.Equal(
            """
            ffi: 23 functions, 9 structs, 2 enums, 1 delegate, 10 constants of shapes.h
            ffi: left out: SHAPES_SQUARE, SHAPES_API, SHAPES_NOWHERE, SHAPES_OPEN, SHAPES_WIDE, SHAPES_LINE: macros that stand for no number and no text
            ffi: left out: shapes_with_list: parameters of type va_list are not supported yet
            ffi: left out: shapes_never_written, shapes_inline: declared, and not exported by shapes
            ffi: left out: struct exact: no field of C# is 'long double value'; it is a NativeStruct

            """,
            bound.Error);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task Calls_through_it_carry_unions_bit_fields_nested_structs_and_callbacks()
    {
        // What each line says comes from native/shapes/shapes.c.
        string[] said = await BoundProgram.RunAsync((await BindShapesAsync()).Output, """
            using NativeSession session = host.OpenSession();
            IShapes shapes = IShapes.On(session);
            Shape circle = shapes.ShapeCircle(new Point { X = 1, Y = 2 }, 10);
            say(circle.Kind == ShapeKind.SHAPE_CIRCLE && circle.Measure.Radius == 10 && circle.Middle.Y == 2 && circle.Number == 77 && circle.Label[0] == 77 && circle.Raster.Grid[5] == -5);
            say($"{circle.Style.IsFilled} {circle.Style.Width} {circle.Style.Shade} {circle.Style.Opacity} {circle.Style.Kind}");
            say(shapes.ShapeArea(circle));
            Shape polygon = default;
            polygon.Kind = ShapeKind.SHAPE_POLYGON;
            polygon.Measure.Polygon = new MeasurePolygon { Corners = 5, Side = 1.5f };
            say(shapes.ShapeArea(polygon));
            shapes.ShapeMove(ref polygon, 3, -4);
            say($"{polygon.Middle.X} {polygon.Middle.Y} {shapes.ShapesDescribe(polygon)}");
            say(shapes.StyleShade(new Style { IsFilled = 0, Width = 31, Shade = -512, Opacity = 255 }));
            say(shapes.PackedSize(new PackedShape { Kind = 3, Size = 0.5 }));
            say(shapes.TightSize(new TightShape { Kind = 3, Size = 0.5 }) + shapes.CornerX(new Corner { Number = 2, At = new Point { X = 4 } }));
            say(shapes.ShapesSum([1, 2, 6], 3, out double mean) + " " + mean);
            uint[] filled = new uint[3];
            shapes.ShapesFill(filled, 3, IShapes.SHAPES_ALL - 1);
            say(string.Join(' ', filled));
            int number = 21;
            shapes.ShapesDouble(ref number);
            say(number);
            say(shapes.ShapesTurn([new Point(), new Point { X = 1 }, new Point { X = 1, Y = 1 }]));
            say(shapes.ShapesSuccessor(1));

            using NativeHandle list = shapes.ShapeListNew()!;
            shapes.ShapeListAdd(list.Pointer, new Point { X = 1 });
            say(shapes.ShapeListAdd(list.Pointer, new Point { X = 2 }));
            double sum = 0;
            say(shapes.ShapeListVisit(list.Pointer, (NativePointer _, in Point middle, int index) => { sum += middle.X * (index + 1); return 0; }, NativePointer.Null) + " " + sum);
            using NativeCallback stop = NativeCallback.Of((NativePointer _, NativePointer middle, int index) => index == 1 ? 1 : 0);
            shapes.ShapeListKeepKeeping(list.Pointer, stop);
            say(shapes.ShapeListVisitKept(list.Pointer));
            shapes.ShapeListFind(list.Pointer, 1, out NativePointer found);
            say(session.Read<Point>(found).X);
            """);
        Assert.Equal(
            ["True", "1 17 -300 200 SHAPE_CIRCLE", "300", "7.5", "3 -4 polygon at 3, -4", "-993", "3.5", "5.5", "9 3", "4294967294 4294967295 0", "42", "TURN_LEFT", "2", "1", "2 5", "1", "2"], said);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("stdlib.h", "c", 80, "void Qsort(NativeArgument @base, nuint nmemb, nuint size, ComparFnT? compar);", "say(IStdlib.On(session).Abs(-3));", "3")]
    [InlineData("math.h", "m", 150, "double Frexp(double x, ref int exponent);", "int exponent = 0; say(IMath.On(host).Frexp(6, ref exponent) + \" \" + exponent);", "0.75 3")]
    [InlineData("openssl/evp.h", "crypto", 1000, "NativePointer EvpMdCtxNew();", """
        IEvp evp = IEvp.On(session);
        NativePointer context = evp.EvpMdCtxNew();
        byte[] digest = new byte[32];
        uint size = 0;
        say(evp.EvpDigestInitEx(context, evp.EvpSha256(), NativePointer.Null) + evp.EvpDigestUpdate(context, "abc"u8, 3) + evp.EvpDigestFinalEx(context, digest, ref size));
        evp.EvpMdCtxFree(context);
        say(size + " " + Convert.ToHexString(digest));
        """, "3", "32 BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")] // FIPS 180-2, appendix B.1
    public async Task Headers_of_the_system_become_interfaces(string header, string library, int least, string method, string use, params string[] said)
    {
        SampleProgram bound = await Ffi.BindAsync(header, "--library", library);
        Assert.InRange(Regex.Count(bound.Output, @"\[NativeFunction\("), least, 10_000);
        Assert.Contains(method, bound.Output, StringComparison.Ordinal);
        Assert.Equal(said, await BoundProgram.RunAsync(bound.Output, "using NativeSession session = host.OpenSession();\n" + use));
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_few_functions_of_a_header_are_bound_where_only_they_are_asked_for()
    {
        SampleProgram bound = await Ffi.BindAsync("zlib.h", "--library", "z", "--only", "crc32", "--only", "adler32*", "--interface", "ISums");
        Assert.StartsWith("// Written by 'ffi bind zlib.h --library z --interface ISums --only crc32 --only \"adler32*\"': ", bound.Output, StringComparison.Ordinal);
        Assert.Equal(["adler32", "adler32_z", "crc32", "adler32_combine"], Regex.Matches(bound.Output, @"\[NativeFunction\(""uLong (\w+)").Select(match => match.Groups[1].Value));
        Assert.DoesNotContain("deflate:", bound.Error, StringComparison.Ordinal);
        Assert.Equal(["3421780262"], await BoundProgram.RunAsync(bound.Output, "say(ISums.On(host).Crc32(0, \"123456789\"u8, 9));"));
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(66, "there is no header 'nowhere.h'", "bind", "nowhere.h", "--library", "z")]
    [InlineData(66, "The library 'nowhere' could not be loaded", "bind", "zlib.h", "--library", "nowhere")]
    [InlineData(66, "none is named 'nothing*' or 'none'", "bind", "zlib.h", "--library", "z", "--only", "nothing*", "--only", "none")]
    [InlineData(66, "left out: gzvprintf: parameters of type va_list are not supported yet\nffi: nothing is written: none of the functions that were asked for can be bound\n", "bind", "zlib.h", "--library", "z", "--only", "gzvprintf")]
    [InlineData(64, "'a-b' is not a namespace", "bind", "zlib.h", "--library", "z", "--namespace", "a-b")]
    [InlineData(64, "'a.class' is not a namespace", "bind", "zlib.h", "--library", "z", "--namespace", "a.class")]
    [InlineData(64, "'I\n' is not a name of C#", "bind", "zlib.h", "--library", "z", "--interface", "I\n")]
    [InlineData(64, "--library", "bind", "zlib.h")]
    public async Task What_cannot_be_bound_is_told(int status, string told, params string[] arguments)
    {
        SampleProgram run = await Ffi.RunAsync(arguments);
        Assert.Equal((status, ""), (run.Status, run.Output));
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData(66, "", "has nothing that can be bound")]
    [InlineData(66, "#define SHAPES 3\nint crc(int n);\nint other(int n);\n", "shapes exports none of what {0} declares (2 functions): is it the header of another library?")]
    [InlineData(66, "void shapes_double(__builtin_va_list all);\n", "none of the functions that {0} declares and shapes exports can be bound")]
    [InlineData(69, "#include \"nowhere.h\"\nint crc(int n);\n", "shapes exports none of what {0} declares (1 function): is it the header of another library?")]
    public async Task An_empty_binding_is_none(int status, string text, string told)
    {
        using var folder = new HeaderFolder(text);
        string output = Path.Combine(Path.GetDirectoryName(folder.Header)!, "It.cs");
        SampleProgram run = await Ffi.RunAsync("bind", folder.Header, "--library", "shapes", "-o", output);
        Ffi.SkipWhere(run, "libclang, which is not here");
        Assert.Equal((status, false), (run.Status, File.Exists(output)));
        Assert.Contains(told.Replace("{0}", folder.Header, StringComparison.Ordinal), run.Error, StringComparison.Ordinal);
        Assert.StartsWith("ffi: ", run.Error.TrimEnd('\n').Split('\n')[^1], StringComparison.Ordinal);
    }

    [Theory(Timeout = Patience.Deadline)]
    [InlineData("#define SHAPES 3\n", "SHAPES = 3")]
    [InlineData("struct it { int n; };\nstatic inline int of(struct it i) { return i.n; }\n", "struct It")]
    public async Task A_header_of_constants_or_types_alone_is_bound(string text, string bound)
    {
        using var folder = new HeaderFolder(text);
        SampleProgram run = await Ffi.BindAsync(folder.Header, "--library", "shapes");
        Assert.Contains(bound, run.Output, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_header_that_wants_a_macro_and_another_header_before_it_gets_them_and_without_is_bound_as_far_as_it_is_sound()
    {
        string header = Path.Combine(Directory.CreateTempSubdirectory("ffi-bind-test-").FullName, "wanting.h");
        await File.WriteAllTextAsync(header, """
            #ifdef WIDE
            double shape_area(size_t n, double WIDE);
            #endif
            int shapes_successor(int n);
            void shapes_double(size_t *number);
            enum { SHAPES_HERE = SHAPES_NOWHERE, SHAPES_BEHIND };
            """);
        try
        {
            SampleProgram all = await Ffi.BindAsync(header, "--library", "shapes", "-D", "WIDE=width", "--before", "stddef.h");
            Assert.Contains("double ShapeArea(nuint n, double width);", all.Output, StringComparison.Ordinal);
            SampleProgram some = await Ffi.BindAsync(header, "--library", "shapes");
            Assert.Contains("ffi: left out: shapes_double: clang finds a mistake in it", some.Error, StringComparison.Ordinal);
            Assert.Contains("ffi: left out: SHAPES_HERE, SHAPES_BEHIND: clang finds a mistake in it", some.Error, StringComparison.Ordinal);
            Assert.Equal(1, Regex.Count(some.Output, @"\[NativeFunction\("));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(header)!, recursive: true);
        }
    }

    [Fact(Timeout = Patience.Deadline)]
    public async Task A_header_that_crashes_libclang_costs_a_worker_and_is_told_with_a_report()
    {
        string header = Path.Combine(Directory.CreateTempSubdirectory("ffi-bind-test-").FullName, "deep.h");
        await File.WriteAllTextAsync(header, $"int {new string('*', 400_000)}deep(void);"); // clang follows each star by a call of itself
        try
        {
            SampleProgram run = await Ffi.RunAsync("bind", header, "--library", "shapes");
            Ffi.SkipWhere(run, "libclang, which is not here");
            Assert.Equal((70, ""), (run.Status, run.Output));
            Assert.StartsWith("ffi: libclang did not survive the header: clang_parseTranslationUnit2 crashed: SIG", run.Error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(header)!, recursive: true);
        }
    }

    private static Task<SampleProgram> BindShapesAsync() => Ffi.BindAsync("shapes.h", "--library", "shapes", "-I", Ffi.Shapes);
}
