using System.Text;

namespace FfiIsolation.ProcessTests.Values;

/// <summary>Text of every width and encoding, there and back through glibc.</summary>
public sealed class TextTests : IClassFixture<DeclaredLibraryTests.OneHost>
{
    private const string Mixed = "Zoë 𝄞 €"; // one, two, four and three bytes of UTF-8; one and two units of UTF-16

    private readonly DeclaredLibraryTests.OneHost _one;

    public TextTests(DeclaredLibraryTests.OneHost one) => _one = one;

    private IsolatedLibrary C => _one.Host.Load("c");

    [Fact]
    public void Wide_text_goes_in_as_UTF_32_and_comes_back()
    {
        Assert.Equal(7, (int)C.Function("size_t wcslen(const wchar_t *s)").Invoke(Mixed));
        Assert.Equal("𝄞 €", (string?)C.Function("wchar_t *wcschr(const wchar_t *s, wchar_t c)").Invoke(Mixed, 0x1D11E));
        Assert.Null((string?)C.Function("wchar_t *wcschr(const wchar_t *s, wchar_t c)").Invoke(Mixed, 'x'));
    }

    [Fact]
    public void Text_of_16_bits_comes_back_with_its_surrogates()
    {
        // memmove does not care what it moves; the prototype says what that is.
        NativeFunction move = C.Function("char16_t *memmove(char16_t *destination, const char16_t *source, size_t bytes)");
        NativeBuffer room = NativeBuffer.Text(16, Encoding.Unicode);

        Assert.Equal(Mixed, (string?)move.Invoke(room, Mixed, 2 * (Mixed.Length + 1)));
        Assert.Equal(Mixed, room.ToText());
    }

    [Fact]
    public void Buffers_receive_text_in_their_encoding()
    {
        NativeBuffer wide = NativeBuffer.Text(16, Encoding.UTF32);
        C.Function("wchar_t *wcscpy(wchar_t *destination, const wchar_t *source)").Invoke(wide, Mixed);
        NativeBuffer narrow = NativeBuffer.Text(32);
        C.Function("char *strcpy(char *destination, const char *source)").Invoke(narrow, Mixed);

        Assert.Equal((Mixed, Mixed), (wide.ToText(), narrow.ToText()));
    }

    [Fact]
    public void A_function_may_have_an_encoding_of_its_own()
    {
        NativeFunction find = C.Function("char *strchr(const char *s, int c)", Encoding.Latin1);

        Assert.Equal("ößchen", (string?)find.Invoke("Klößchen", 0xF6)); // 0xF6 is ö in ISO 8859-1
        Assert.Equal(8, (int)C.Function("size_t strlen(const char *s)", Encoding.Latin1).Invoke("Klößchen"));
        Assert.Equal(10, (int)C.Function("size_t strlen(const char *s)").Invoke("Klößchen"));
    }

    [Fact]
    public void What_an_encoding_cannot_express_is_refused_with_its_index()
    {
        Assert.Contains("U+20AC) at index 2, which iso-8859-1 cannot express",
            Assert.Throws<ArgumentException>(() => C.Function("size_t strlen(const char *s)", Encoding.Latin1).Invoke("5 €")).Message, StringComparison.Ordinal);
        Assert.Contains("U+00E9) at index 3", Assert.Throws<ArgumentException>(() => NativeText.In("café", Encoding.ASCII)).Message, StringComparison.Ordinal);
        Assert.Contains("unpaired surrogate at index 1",
            Assert.Throws<ArgumentException>(() => C.Function("size_t wcslen(const wchar_t *s)").Invoke("a" + (char)0xD800)).Message, StringComparison.Ordinal);
        Assert.Contains("this one is to int", Assert.Throws<ArgumentException>(() => C.Function("int abs(int *p)").Invoke("text")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_with_a_length_has_no_terminator()
    {
        NativeFunction compare = C.Function("int memcmp(const void *a, const char *b, size_t n) __attribute__((access(read_only, 2, 3)))");

        Assert.Equal(0, (int)compare.Invoke("abc", NativeText.InUnterminated("abc"), 3));
        Assert.Throws<ArgumentException>(() => compare.Invoke("abcd", NativeText.InUnterminated("abc"), 4));
        Assert.Equal(0, (int)compare.Invoke("abc", "abc", 3));
    }

    [Fact]
    public void A_session_reads_text_of_any_encoding()
    {
        using NativeSession session = _one.Host.OpenSession();
        NativePointer wide = session.Allocate(64), latin = session.Allocate(16);
        session.Write<byte>(wide, Encoding.UTF32.GetBytes(Mixed));
        session.Write<byte>(latin, Encoding.Latin1.GetBytes("Größe"));

        Assert.Equal(Mixed, session.ReadText(wide, Encoding.UTF32));
        Assert.Equal("Größe", session.ReadText(latin, Encoding.Latin1));
        Assert.Equal("Grö", session.ReadText(latin, 3, Encoding.Latin1));
        Assert.Null(session.ReadText(NativePointer.Null, Encoding.UTF32));
    }
}
