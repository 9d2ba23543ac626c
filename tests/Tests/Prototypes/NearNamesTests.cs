namespace FfiIsolation.Tests.Prototypes;

public sealed class NearNamesTests
{
    private static readonly string[] Names =
        ["strlen", "strnlen", "strlcpy", "strlcat", "strcpy", "strcat", "strcmp", "wcslen", "cos", "cosh", "cosf", "acos", "compress", "compress2",
         "compressBound", "uncompress", "sqlite3_open", "sqlite3_open_v2", "sqlite3_close", "_exit", "_Exit", "exit", "XOpenDisplay", "getenv"];

    [Theory]
    [InlineData("strlne", "strlen")]           // two neighbours swapped are one mistake
    [InlineData("STRLEN", "strlen")]
    [InlineData("str_len", "strlen")]
    [InlineData("cso", "cos")]
    [InlineData("xopendisplay", "XOpenDisplay")]
    [InlineData("sqlite_open", "sqlite3_open")]
    [InlineData("__exit", "_exit")]
    [InlineData("compres", "compress")]
    [InlineData("open_v2", "sqlite3_open_v2")]
    [InlineData("uncompress_ex", "uncompress")]
    public void The_meant_name_comes_first(string wanted, string meant) => Assert.Equal(meant, NearNames.Find(wanted, Names)[0]);

    [Fact]
    public void Misspelt_comes_before_contained()
    {
        Assert.Equal(["compress", "compress2"], NearNames.Find("compresss", Names)); // uncompress has another first letter
        Assert.Equal(["sqlite3_open", "sqlite3"], NearNames.Find("sqlite3_opne", [.. Names, "sqlite3"]));
        Assert.Equal(["cosf", "cosh", "acos"], NearNames.Find("cos", Names));
    }

    [Theory]
    [InlineData("strlne", "strlen")]
    [InlineData("STRLEN", "strlen")]
    [InlineData("csos", "cos")]
    [InlineData("open_v2", null)]          // part of a name, which Find would give
    [InlineData("compressBounded", "compressBound")]
    [InlineData("compressBonuder", null)]  // three slips, which Find would give
    [InlineData("o", null)]
    public void The_one_nearest_name_is_a_slip_or_two_away(string wanted, string? meant) => Assert.Equal(meant, NearNames.Nearest(wanted, Names));

    [Fact]
    public void At_most_five_and_the_same_whatever_the_order_of_the_list()
    {
        string[] many = [.. Enumerable.Range(0, 50).Select(i => $"name{i:00}")];
        IReadOnlyList<string> found = NearNames.Find("name", many);
        Assert.Equal(["name00", "name01", "name02", "name03", "name04"], found);
        Assert.Equal(found, NearNames.Find("name", many.Reverse().Concat(many)));
    }

    /// <summary>Names of libc that are no advice: of short words half the letters differ, of long ones a small part is the same.</summary>
    [Theory]
    [InlineData("frob", "free", "feof", "fork", "ftok", "glob")]
    [InlineData("init", "exit", "wait")]
    [InlineData("test", "tee", "gets")]
    [InlineData("hello", "ftello")]
    [InlineData("sqlite3_open", "open")]
    [InlineData("add", "addmntent", "addseverity")]
    [InlineData("mallocc", "calloc", "valloc")]
    public void What_is_like_it_by_chance_is_not_meant(string wanted, params string[] names) => Assert.Empty(NearNames.Find(wanted, names));

    [Theory]
    [InlineData("quite_another_thing")]
    [InlineData("zz")]
    [InlineData("")]
    public void Nothing_near_gives_nothing(string wanted) => Assert.Empty(NearNames.Find(wanted, Names));

    [Fact]
    public void Very_long_names_are_not_compared_letter_by_letter() =>
        Assert.Empty(NearNames.Find(new string('a', 100_000), [new string('b', 100_000)]));

    // Distances by hand, from the definition of the optimal string alignment distance; "ca" to "abc" is its well-known 3.
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("ca", "ac", 1)]
    [InlineData("ca", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("abcdef", "badcfe", 3)]
    [InlineData("a", "", 1)]
    public void The_distance_is_that_of_the_definition(string a, string b, int distance)
    {
        Assert.Equal(distance, NearNames.Distance(a, b, 3));
        Assert.Equal(distance, NearNames.Distance(b, a, 3));
        if (distance > 0)
        {
            Assert.Null(NearNames.Distance(a, b, distance - 1));
        }
    }
}
