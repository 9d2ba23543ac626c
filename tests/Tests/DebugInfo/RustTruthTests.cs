using FfiIsolation.DebugInfo;
using FfiIsolation.Libraries;
using FfiIsolation.Tests.Libraries;

namespace FfiIsolation.Tests.DebugInfo;

/// <summary>Declarations against what rustc wrote down about the functions of a library: types of Rust that travel as those of C do.</summary>
public sealed class RustTruthTests(RustTruthTests.Truth truth) : IClassFixture<RustTruthTests.Truth>
{
    private const string Source = """
        use std::num::NonZeroU32;
        use std::ptr::NonNull;
        #[repr(C)] pub struct Point { pub x: i32, pub y: f64 }
        #[repr(transparent)] pub struct Handle(u64);
        #[repr(C)] pub enum Color { Red, Green = 7 }
        #[no_mangle] pub extern "C" fn add(a: i32, b: i64) -> i64 { a as i64 + b }
        #[no_mangle] pub extern "C" fn length(p: Point) -> f64 { p.x as f64 + p.y }
        #[no_mangle] pub extern "C" fn read(p: &Point, s: *const i8) -> usize { p.x as usize + s as usize }
        #[no_mangle] pub extern "C" fn write(p: &mut Point, s: *mut u8) -> u8 { p.x = 1; s as u8 }
        #[no_mangle] pub extern "C" fn each(call: Option<extern "C" fn(i32) -> i32>, n: i32) -> i32 { call.map_or(n, |f| f(n)) }
        #[no_mangle] pub extern "C" fn first(p: Option<&Point>, b: Option<Box<Point>>) -> i32 { p.map_or(0, |p| p.x) + b.map_or(0, |p| p.x) }
        #[no_mangle] pub extern "C" fn wrapped(h: Handle, n: NonZeroU32, p: NonNull<u8>, b: Box<Point>) -> u64 { h.0 + n.get() as u64 + p.as_ptr() as u64 + b.x as u64 }
        #[no_mangle] pub extern "C" fn color(c: Color) -> u32 { c as u32 }
        """;

    private static readonly Declarations s_declarations = Declarations.Parse("struct Point { int x; double y; }; struct Other { float x; double y; }; struct Handle { uint64_t n; }; enum Color { Red, Green = 7 };");

    [Theory]
    [InlineData("int64_t add(int a, int64_t b)")]
    [InlineData("double length(struct Point p)")]
    [InlineData("size_t read(const struct Point *p, const char *s)")]
    [InlineData("unsigned char write(struct Point *p, unsigned char *s)")]
    [InlineData("int each(int (*call)(int), int n)")]
    [InlineData("int first(const struct Point *p, struct Point *b)")]
    [InlineData("uint64_t wrapped(uint64_t h, uint32_t n, unsigned char *p, struct Point *b)")]
    [InlineData("uint64_t wrapped(struct Handle h, uint32_t n, unsigned char *p, struct Point *b)")]
    [InlineData("uint32_t color(enum Color c)")]
    public void A_right_declaration_differs_in_nothing(string prototype) => Assert.Empty(Compare(prototype));

    [Theory]
    [InlineData("int64_t add(int a, int b)", "parameter 2 'b': int is declared, and the library's is int64_t: 4 bytes and 8 bytes")]
    [InlineData("double length(struct Other p)", "parameter 1 'p': in the library's struct Point, 'x' at byte 0 is int32_t, and in struct Other it is float")]
    [InlineData("unsigned char write(const struct Point *p, unsigned char *s)", "parameter 1 'p': const struct Point * is declared, and the library's is struct Point *: what the function writes there does not come back")]
    [InlineData("uint64_t wrapped(uint32_t h, uint32_t n, unsigned char *p, struct Point *b)", "parameter 1 'h': uint32_t is declared, and the library's is struct Handle: 4 bytes and 8 bytes")]
    public void A_wrong_one_is_told_in_words_of_C(string prototype, string told) => Assert.Equal(told, Assert.Single(Compare(prototype)).Text);

    private IReadOnlyList<Difference> Compare(string prototype)
    {
        var declared = Prototype.Parse(prototype, s_declarations);
        return DeclarationCheck.Compare(declared, truth.Functions.Find(declared.Name)!);
    }

    public sealed class Truth : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly Lazy<TrueFunctions> _functions;

        public Truth() => _functions = new(Compile);

        internal TrueFunctions Functions => _functions.Value;

        public void Dispose() => _folder.Dispose();

        private TrueFunctions Compile()
        {
            Tool.Require("rustc");
            File.WriteAllText(_folder.File("truth.rs"), Source);
            string path = _folder.File("libtruth.so");
            Tool.Run("rustc", "", "-g", "--edition", "2021", "--crate-type", "cdylib", "-C", "panic=abort", "-A", "warnings", "-o", path, _folder.File("truth.rs"));
            return TrueFunctions.Of(ElfFile.TryOpen(path)!, ElfFile.TryOpen, DwarfBudget.OfCheck())!;
        }
    }
}
