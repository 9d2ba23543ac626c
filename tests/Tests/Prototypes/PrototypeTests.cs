namespace FfiIsolation.Tests.Prototypes;

public sealed class PrototypeTests
{
    [Fact]
    public void Words_of_Cxx_are_names_in_C()
    {
        Declarations known = Declarations.Parse("typedef int *place; struct visual { int class; struct namespace *template; };");
        Prototype prototype = Prototype.Parse("int f(restrict place class, struct visual *template)", known);
        Assert.Equal("int f(restrict place class, struct visual *template)", prototype.ToString());
        Assert.Equal(TypeQualifiers.Restrict, prototype.Parameters[0].Qualifiers);
        Assert.Equal(prototype, Prototype.Parse(prototype.ToString(), known));
    }

    [Fact]
    public void The_parts_of_a_declaration_are_found()
    {
        Prototype prototype = Prototype.Parse("char *strncpy(char *restrict dst, const char *restrict src, size_t);");

        Assert.Equal("strncpy", prototype.Name);
        Assert.Equal("char *", prototype.ReturnType.ToString());
        Assert.Equal(["dst", "src", null], prototype.Parameters.Select(parameter => parameter.Name));
        Assert.Equal([0, 1, 2], prototype.Parameters.Select(parameter => parameter.Index));
        Assert.Equal(["char *", "const char *", "size_t"], prototype.Parameters.Select(parameter => parameter.Type.ToString()));
        Assert.Equal(TypeQualifiers.Restrict, prototype.Parameters[1].Qualifiers);
        Assert.Equal("char *strncpy(char *restrict dst, const char *restrict src, size_t);", prototype.Source);
        Assert.Equal("char *strncpy(char *restrict dst, const char *restrict src, size_t)", prototype.ToString());
    }

    [Theory]
    [InlineData("int f(void)")]
    [InlineData("int f(void );")]
    [InlineData("int f(/* nothing */ void)")]
    public void Void_in_parentheses_means_no_parameters(string text) => Assert.Empty(Prototype.Parse(text).Parameters);

    [Fact]
    public void Qualifiers_stay_at_their_level_of_pointer()
    {
        Parameter parameter = Prototype.Parse("void f(const char *volatile *const restrict p)").Parameters[0];

        Assert.Equal(TypeQualifiers.Const | TypeQualifiers.Restrict, parameter.Qualifiers);
        var outer = Assert.IsType<PointerType>(parameter.Type);
        Assert.Equal(TypeQualifiers.Volatile, outer.PointeeQualifiers);
        var inner = Assert.IsType<PointerType>(outer.Pointee);
        Assert.Equal(TypeQualifiers.Const, inner.PointeeQualifiers);
        Assert.Equal(IntegerKind.Char, Assert.IsType<IntegerType>(inner.Pointee).Kind);
    }

    [Theory]
    [InlineData("int f(sqlite3 **p)", TagKind.None, "sqlite3", 2)]
    [InlineData("int f(FILE *p)", TagKind.None, "FILE", 1)]
    [InlineData("int f(struct foo const *p)", TagKind.Struct, "foo", 1)]
    [InlineData("int f(union u *p)", TagKind.Union, "u", 1)]
    [InlineData("int f(enum e ***)", TagKind.Enum, "e", 3)]
    [InlineData("int f(sqlite3 *p[])", TagKind.None, "sqlite3", 2)]
    [InlineData("int poll(struct pollfd p[], nfds_t n)", TagKind.Struct, "pollfd", 1)]
    public void A_pointer_to_an_unknown_name_is_an_opaque_pointer(string text, TagKind tag, string name, int depth)
    {
        CType type = Prototype.Parse(text).Parameters[0].Type;
        for (int i = 0; i < depth; i++)
        {
            Assert.Equal(8, type.Size);
            type = Assert.IsType<PointerType>(type).Pointee;
        }

        var opaque = Assert.IsType<OpaqueType>(type);
        Assert.Equal((tag, name, false), (opaque.Tag, opaque.Name, opaque.IsComplete));
    }

    [Theory]
    [InlineData("void f(int a[])", "int *a", null)]
    [InlineData("void f(int [static 4])", "int [static 4]", 4)]
    [InlineData("void f(char buf[16])", "char *buf", null)]
    [InlineData("void f(char buf[const restrict 0x10])", "char *const restrict buf", null)]
    [InlineData("void f(int a[static const 010])", "int a[static const 8]", 8)]
    [InlineData("void f(const char *argv[])", "const char **argv", null)]
    [InlineData("void f(int n, int a[n])", "int *a", null)]
    [InlineData("void f(int a[*])", "int *a", null)]
    public void An_array_parameter_is_a_pointer(string text, string canonical, int? minimumLength)
    {
        Parameter parameter = Prototype.Parse(text).Parameters[^1];

        Assert.IsType<PointerType>(parameter.Type);
        Assert.Equal(canonical, parameter.ToString());
        Assert.Equal(minimumLength, parameter.MinimumLength);
        Assert.Equal(minimumLength is not null, parameter.IsNonNull);
    }

    [Theory]
    [InlineData("void *memcpy(void dest[restrict .n], const void src[restrict .n], size_t n);", "void *memcpy(void *restrict dest, const void *restrict src, size_t n)")]
    [InlineData("void *bsearch(const void key[.size], const void base[.size * .nmemb], size_t nmemb, size_t size)",
        "void *bsearch(const void *key, const void *base, size_t nmemb, size_t size)")]
    public void The_size_notation_of_man_pages_is_read(string text, string canonical) => Assert.Equal(canonical, Prototype.Parse(text).ToString());

    [Fact]
    public void Attributes_in_every_place_and_spelling_are_kept()
    {
        Prototype prototype = Prototype.Parse(
            "__attribute__((__pure__)) int __attribute((const)) f(char *a, int n, const void *b, void *c __attribute__((nonnull))) __attribute__((noreturn, __nonnull__(1, 3))) __attribute__((access(__write_only__, 1, 2), access(read_only, 3)));");

        Assert.True(prototype is { IsPure: true, IsConst: true, IsNoReturn: true, IsRepeatable: true, IsMalloc: false });
        Assert.Equal([true, false, true, true], prototype.Parameters.Select(parameter => parameter.IsNonNull));
        AccessContract access = prototype.Parameters[0].Access!;
        Assert.Equal((AccessMode.WriteOnly, 0, 1), (access.Mode, access.PointerIndex, access.SizeIndex));
        access = prototype.Parameters[2].Access!;
        Assert.Equal((AccessMode.ReadOnly, 2, null), (access.Mode, access.PointerIndex, access.SizeIndex));
        Assert.Null(prototype.Parameters[3].Access);
    }

    [Fact]
    public void Nonnull_without_arguments_means_every_pointer() =>
        Assert.Equal([true, false, true], Prototype.Parse("void f(char *a, int n, void **b) __attribute__((nonnull))").Parameters.Select(parameter => parameter.IsNonNull));

    [Fact]
    public void Malloc_names_what_frees_the_result()
    {
        Prototype prototype = Prototype.Parse("char *f(int n) __attribute__((malloc, malloc(sqlite3_free), malloc(pool_free, 2)))");

        Assert.True(prototype.IsMalloc);
        Assert.Equal([("sqlite3_free", 0), ("pool_free", 1)], prototype.Deallocators.Select(one => (one.FunctionName, one.ParameterIndex)));
        Assert.True(Prototype.Parse("char *f(int n) __attribute__((malloc))").IsMalloc);
        Assert.Empty(Prototype.Parse("char *f(int n) __attribute__((malloc))").Deallocators);
    }

    [Fact]
    public void Ownership_attributes_say_what_becomes_of_an_argument()
    {
        Prototype prototype = Prototype.Parse("void f(char *a, void *b, void *c) __attribute__((ownership_takes(malloc, 1), ownership_holds(my_alloc, 3)))");

        Assert.Equal([("malloc", false, 0), null, ("my_alloc", true, 2)], prototype.Parameters.Select(parameter =>
            parameter.Ownership is { } ownership ? (ownership.AllocatorClass, ownership.IsHeld, ownership.PointerIndex) : ((string, bool, int)?)null));
        Assert.Equal("void f(char *a, void *b, void *c) __attribute__((ownership_takes(malloc, 1), ownership_holds(my_alloc, 3)))", prototype.ToString());
    }

    [Theory]
    [InlineData("int f(char *)", "int f(char *) __attribute__((ownership_takes(malloc, 1)))", false)]
    [InlineData("double f(void)", "double  f ( void ) ; ", true)]
    [InlineData("unsigned long f(void)", "long int unsigned f(void)", true)]
    [InlineData("int f(int a[])", "int f(int *a)", true)]
    [InlineData("int f(char const *)", "int f(const char *)", true)]
    [InlineData("int f(size_t)", "int f(unsigned long)", false)]
    [InlineData("int f(char *)", "int f(const char *)", false)]
    [InlineData("int f(char *a)", "int f(char *b)", false)]
    [InlineData("int f(char *)", "int f(char *) __attribute__((nonnull))", false)]
    [InlineData("int f(char *)", "int f(char *) __attribute__((access(read_only, 1)))", false)]
    [InlineData("int f(struct s *)", "int f(union s *)", false)]
    public void Two_prototypes_are_equal_when_they_say_the_same(string one, string other, bool expected)
    {
        Prototype left = Prototype.Parse(one), right = Prototype.Parse(other);
        Assert.Equal(expected, left.Equals(right));
        Assert.Equal(expected, left.GetHashCode() == right.GetHashCode());
    }

    [Fact]
    public void The_text_must_be_given() => Assert.Throws<ArgumentNullException>(() => Prototype.Parse(null!));

    [Theory]
    [InlineData("double complex cpow(double complex z, double complex w)", "double _Complex cpow(double _Complex z, double _Complex w)")]
    [InlineData("long double complex *f(float complex *z)", "long double _Complex *f(float _Complex *z)")]
    [InlineData("double complex cexp(double complex)", "double _Complex cexp(double _Complex)")]
    [InlineData("complex double cpow(complex double z, complex double)", "double _Complex cpow(double _Complex z, double _Complex)")]
    [InlineData("complex long double f(float complex, long double complex, int n)", "long double _Complex f(float _Complex, long double _Complex, int n)")]
    [InlineData("int f(const double complex[3], double complex (*g)(float complex), complex float [2])", "int f(const double _Complex[3], double _Complex (*g)(float _Complex), float _Complex[2])")]
    [InlineData("float complex (*f(int n))(double complex)", "float _Complex (*f(int n))(double _Complex)")]
    public void The_macro_of_complex_numbers_is_read_where_it_can_be_a_type(string manualPage, string plain) =>
        Assert.Equal(Prototype.Parse(plain), Prototype.Parse(manualPage));

    [Fact]
    public void What_can_only_be_a_name_may_be_called_complex()
    {
        Assert.Equal("complex", Prototype.Parse("int f(int complex, double _Complex z)").Parameters[0].Name);
        Assert.Equal("double complex(double x)", Prototype.Parse("double complex(double x)").ToString());
        Declarations declarations = Declarations.Parse("typedef struct { double re, im; } complex; struct one { double complex; }; complex f(complex a, complex *b);");
        Assert.Equal(16, declarations.FindFunction("f")!.Type.Parameters[0].Type.Size);
        Assert.Equal(8, declarations.FindType("struct one")!.Size);
    }
}
