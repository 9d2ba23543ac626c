// native/faults/faults.h is the catalogue of the fault libraries: it names what they export, and every line of it is a prototype.
using System.Text.RegularExpressions;
using FfiIsolation.Libraries;

namespace FfiIsolation.Tests.Layout;

public sealed partial class FaultCatalogueTests
{
    private static readonly Lazy<string[]> s_declarations = new(() =>
    {
        string text = Comment().Replace(Repository.Read("native/faults/faults.h"), " ");
        text = Preprocessor().Replace(text, "").Replace("extern \"C\" {", "").Replace("}", "");
        return [.. text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
    });

    public static TheoryData<string> Declarations => [.. s_declarations.Value];

    [Theory]
    [MemberData(nameof(Declarations))]
    public void Every_line_of_the_catalogue_is_a_prototype(string declaration) =>
        Assert.Contains(Prototype.Parse(declaration).Name + "(", declaration);

    [Fact]
    public void The_catalogue_names_what_the_libraries_export()
    {
        string[] exported = [.. ((string[])["libfaults.so", "libfaults_cpp.so", "libfaults_constructor.so", "libfaults_destructor.so", "libfaults_hanging.so"])
            .SelectMany(name => ElfFile.TryOpen(Path.Combine(AppContext.BaseDirectory, "faults", name))!.ExportedNames)
            .Where(name => !name.StartsWith("_Z", StringComparison.Ordinal))
            .Order()];
        Assert.Equal(s_declarations.Value.Select(declaration => Prototype.Parse(declaration).Name).Order(), exported);
    }

    [Fact]
    public void Each_function_of_the_catalogue_is_called_in_a_worker_by_a_test_or_the_demo()
    {
        // crash-model.md is played by CrashModelTests; of the echo functions ScalarTests has the names without parenthesis.
        string callers = string.Join('\n', ((string[])["tests/ProcessTests", "demos"])
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*", SearchOption.AllDirectories))
            .Append(Repository.PathOf("docs/crash-model.md"))
            .Select(File.ReadAllText));
        Assert.All(s_declarations.Value.Select(declaration => Prototype.Parse(declaration).Name), name => Assert.Matches($@"\b{name}[(""]", callers));
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^#.*$", RegexOptions.Multiline)]
    private static partial Regex Preprocessor();
}
