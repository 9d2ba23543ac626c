namespace FfiIsolation.Tests.Prototypes;

public sealed class DeclarationsTests
{
    internal const string Header = """
        /* as pasted */
        # 1 "point.h" 3 4
        typedef struct point { int x, y; } point_t;      // two members at once
        struct node; typedef struct node node_t;
        struct node { node_t *next; struct node **children[2][3]; point_t at; union { double d; long l; }; unsigned flag : 1, : 0; };
        enum color { RED, GREEN = 1 << 4, BLUE, } ;
        typedef int (*compare_t)(const void *, const void *);
        typedef void handler(int);
        struct opaque;
        extern int counter; extern const char *const names[]; extern compare_t comparers[4];
        double length(point_t p) __attribute__((const));
        int log_it(const char *format, ...) __attribute__((format(printf, 1, 2)));
        void sort(void *base, size_t n, compare_t compare), unsort(void *base);
        handler *set_handler(handler *h);
        struct opaque *make(enum color c, int table[][3]);
        long windows(long a, double b) __attribute__((ms_abi));
        _Static_assert(sizeof(struct point) == 8, "two ints");
        #pragma pack(push, 1)
        struct tight { char c; \
            double d; };
        #pragma pack(pop)
        """;

    private static readonly Declarations Declared = Declarations.Parse(Header);

    [Fact]
    public void Functions_are_found_by_name()
    {
        Assert.Equal(["length", "log_it", "sort", "unsort", "set_handler", "make", "windows"], Declared.Functions.Select(function => function.Name));
        Prototype length = Declared.FindFunction("length")!;
        Assert.True(length is { IsConst: true, IsVariadic: false, Convention: CallConvention.SystemV });
        Assert.Equal("double length(point_t p) __attribute__((const))", length.Source);
        Assert.Same(length, Prototype.Parse(" length ", Declared));
        Assert.True(Declared.FindFunction("log_it")!.IsVariadic);
        Assert.Equal(CallConvention.Microsoft, Declared.FindFunction("windows")!.Convention);
        Assert.Null(Declared.FindFunction("nothing"));
    }

    [Theory]
    [InlineData("length", "double length(point_t p) __attribute__((const))")]
    [InlineData("log_it", "int log_it(const char *format, ...)")]
    [InlineData("sort", "void sort(void *base, size_t n, compare_t compare)")]
    [InlineData("set_handler", "handler *set_handler(handler *h)")]
    [InlineData("make", "struct opaque *make(enum color c, int (*table)[3])")]
    [InlineData("windows", "long windows(long a, double b) __attribute__((ms_abi))")]
    public void The_text_of_a_function_keeps_the_names_of_its_types(string name, string expected)
    {
        Prototype function = Declared.FindFunction(name)!;
        Assert.Equal(expected, function.ToString());
        Assert.Equal(function, Prototype.Parse(expected, Declared));
    }

    /// <summary>PyCapsule_New has one.</summary>
    [Fact]
    public void A_parameter_may_have_the_name_of_a_type_that_the_header_declares()
    {
        Declarations declared = Declarations.Parse("typedef void (*destructor)(void *); typedef void (*other)(void *); void *make(int destructor, other other, const char *name);");
        Prototype make = Prototype.Parse(declared.FindFunction("make")!.ToString(), declared);
        Assert.Equal(["int destructor", "other other", "const char *name"], make.Parameters.Select(parameter => parameter.ToString()));
    }

    [Fact]
    public void What_a_header_says_to_compilers_of_Cpp_is_taken()
    {
        Declarations declared = Declarations.Parse("""
            extern "C" int one(int n);
            extern "C" {
                struct pair { int a, b; };
                extern "C" { int sum(struct pair p); }
                extern int total;
            }
            int last(void);
            """);
        Assert.Equal(["one", "sum", "last"], declared.Functions.Select(function => function.Name));
        Assert.Equal("total", Assert.Single(declared.Variables).Name);
        Assert.Equal("int one(int n)", declared.FindFunction("one")!.ToString());
    }

    [Fact]
    public void A_struct_tells_its_members_and_their_places()
    {
        var node = (RecordType)Declared.FindType("struct node")!;

        Assert.Equal((TagKind.Struct, "node", true), (node.Kind, node.Tag, node.IsComplete));
        Assert.Equal(["next", "children", "at", "d", "l", "flag"], node.NamedMembers().Select(member => member.Name));
        Assert.Equal([0, 8, 56, 64, 64, 72], node.NamedMembers().Select(member => member.Offset));
        Assert.Equal((80, 8), (node.Size, node.Alignment));
        RecordMember flag = node.Find("flag")!;
        Assert.Equal((1, 0, 72), (flag.BitWidth, flag.BitOffset, flag.Offset));
        Assert.Same(node.Definition, ((RecordType)((PointerType)node.Find("next")!.Type).Pointee).Definition);
        Assert.Equal("struct node **children[2][3]", node.Find("children")!.ToString());
        Assert.Equal(9, Declared.FindType("struct tight")!.Size);
        Assert.Equal("struct point { int x; int y; }", ((RecordType)Declared.FindType("point_t")!).ToDefinition());
    }

    [Fact]
    public void Enums_variables_and_opaque_tags_are_found()
    {
        var color = (EnumType)Declared.FindType("enum color")!;
        Assert.Equal([("RED", 0L), ("GREEN", 16L), ("BLUE", 17L)], color.Constants.Select(constant => (constant.Name, constant.Value)));
        Assert.Equal((IntegerKind.UnsignedInt, "BLUE", 17L), (color.UnderlyingType.Kind, color.Find(17)?.Name, Declared.FindConstant("BLUE")));
        Assert.Equal(["int counter", "const char *const names[]", "compare_t comparers[4]"], Declared.Variables.Select(variable => variable.ToString()));
        Assert.False(Declared.FindType("struct opaque")!.IsComplete);
        Assert.Equal("size_t", Declared.FindType("size_t")!.ToString());
        Assert.Null(Declared.FindType("union point"));
    }

    [Theory]
    [InlineData("point_t", "struct point", true)]
    [InlineData("size_t", "unsigned long", true)]
    [InlineData("wchar_t", "int", true)]
    [InlineData("enum color", "unsigned int", true)]
    [InlineData("enum color", "int", false)]
    [InlineData("compare_t", "int (*)(const void *a, const void *b)", true)]
    [InlineData("compare_t", "int (*)(const void *a, void *b)", false)]
    [InlineData("long", "long long", false)]
    [InlineData("int (*)[3]", "int (*)[]", true)]
    [InlineData("const char *", "char *", false)]
    public void Types_are_equal_by_name_and_compatible_as_in_C(string one, string other, bool expected)
    {
        CType left = TypeOf(one), right = TypeOf(other);
        Assert.Equal(expected, left.IsCompatibleWith(right));
        Assert.Equal(expected, right.IsCompatibleWith(left));
        Assert.NotEqual(left, right);

        CType TypeOf(string type) => Prototype.Parse($"void f({(type.Contains("(*)", StringComparison.Ordinal) ? type.Replace("(*)", "(*p)", StringComparison.Ordinal) : type)})", Declared).Parameters[0].Type;
    }

    [Fact]
    public void More_can_be_declared_on_top_and_the_first_do_not_change()
    {
        Declarations more = Declarations.Parse("struct line { point_t from, to; }; double measure(struct line *l); double length(point_t other);", Declared);

        Assert.Equal(16, more.FindType("struct line")!.Size);
        Assert.NotNull(more.FindFunction("measure"));
        Assert.Equal(Declared.Functions.Length + 1, more.Functions.Length);
        Assert.Null(Declared.FindType("struct line"));
        Assert.Empty(Declarations.Empty.Functions);
    }

    [Theory]
    [InlineData("_Float128 *f(int n, _Float128 quad)", "128-bit floating numbers (_Float128), which no .NET type holds, are not supported yet", "1:21")]
    public void What_cannot_be_called_yet_is_read_and_its_place_known(string text, string problem, string place)
    {
        PrototypeException error = CallSupport.WhyNotCallable(Prototype.Parse(text, Declared))!;
        Assert.Equal((problem, place), (error.Problem, $"{error.Line}:{error.Column}"));
    }

    [Fact]
    public void What_can_be_called_has_no_reason_against_it() =>
        Assert.All(["int f(point_t *p, struct opaque **q)", "sort", "log_it", "windows", "double length(point_t p)", "enum color f(enum color *p, enum color c)", "const char *f(size_t n)"], text => Assert.Null(CallSupport.WhyNotCallable(Prototype.Parse(text, Declared))));
}
