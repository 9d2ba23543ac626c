using FfiIsolation.Testing;
using FfiIsolation.Tests.Libraries;

namespace FfiIsolation.Tests.Injection;

public sealed class CppClassNameTests
{
    [Theory]
    [InlineData("error")]
    [InlineData("codec::error")]
    [InlineData("a::b::c1_")]
    [InlineData("std::runtime_error")]
    [InlineData("std::pmr::memory_resource")]
    public void A_name_is_mangled_as_the_compiler_does(string name)
    {
        Tool.Require("g++");
        string[] parts = name.Split("::");
        string source = name.StartsWith("std::", StringComparison.Ordinal)
            ? "#include <stdexcept>\n#include <memory_resource>\n"
            : string.Concat(parts[..^1].Select(part => $"namespace {part} {{ ")) + $"struct {parts[^1]} {{}};" + new string('}', parts.Length - 1);
        string assembly = Tool.Run("g++", $"{source}\n#include <typeinfo>\nconst char *f() {{ return typeid({name}).name(); }}\n", "-std=c++17", "-S", "-x", "c++", "-", "-o", "-");
        Assert.Matches($@"\b_ZTI{CppClassName.Mangle(name)}\b", assembly);
    }

    [Theory]
    [InlineData("")]
    [InlineData("std::vector<int>")]
    [InlineData("a::")]
    [InlineData("1a")]
    [InlineData("a b")]
    [InlineData("a\n")]
    public void What_is_no_class_is_refused(string name) => Assert.Contains("no name of a C++ class", Assert.Throws<ArgumentException>(() => CppClassName.Mangle(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_text_has_its_limits()
    {
        CppClassName.CheckWhat(new string('ü', 500));
        Assert.Throws<ArgumentException>(() => CppClassName.CheckWhat(new string('ü', 501)));
        Assert.Throws<ArgumentException>(() => CppClassName.CheckWhat("a\0b"));
    }
}
