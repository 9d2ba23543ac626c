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

    /// <summary>Functions that behave, or do nothing worse than their caller tells them: what no row of the crash model is about.</summary>
    private static readonly string[] s_behaving =
    [
        "add", "answer_of_late_callback", "call_back", "call_back_often", "call_back_on_thread", "call_back_on_threads", "call_back_with_data", "call_back_with_errno", "call_kept",
        "call_kept_later", "copy_text", "counter_close", "counter_next", "counter_open", "cpp_catches_its_own", "cpp_live_objects", "empty_text", "get_errno", "held_text", "hold_text", "hold_until",
        "invalid_text", "keep_callback", "lazy_text", "long_text", "make_text", "mark_and_wait", "next_count", "nothing", "null_text", "owned_alive", "owned_allocate", "owned_free", "owned_frees",
        "owned_number", "owned_same", "owned_text_out", "owned_value", "raise40", "say_and_sleep", "set_errno", "sleep_for", "static_text", "sum6", "sum64", "sum7", "sum9_doubles", "sum_bytes",
        "sum_mixed", "sum_of_cos", "take_owned", "take_text", "write_to_stderr", "write_to_stdout",
    ];

    [Fact]
    public void Every_fault_is_in_the_crash_model()
    {
        string paper = Repository.Read("docs/crash-model.md");
        Assert.Equal(
            s_behaving,
            s_declarations.Value.Select(declaration => Prototype.Parse(declaration).Name).Order(StringComparer.Ordinal)
                .Where(name => !name.StartsWith("echo_", StringComparison.Ordinal) && !Regex.IsMatch(paper, $@"`{name}[(`]")));
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^#.*$", RegexOptions.Multiline)]
    private static partial Regex Preprocessor();
}
