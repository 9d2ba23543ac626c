// The rules of the house that a compiler does not know (ARCHITECTURE.md, CONTRIBUTING.md).
using System.Reflection;
using System.Text.RegularExpressions;
using FfiIsolation.Testing;

namespace FfiIsolation.Tests.Architecture;

public sealed partial class ArchitectureTests
{
    private const int MaxLines = 300;

    /// <summary>Where code may be unsafe: where memory is shared, and where the operating system is called.</summary>
    private static readonly string[] s_unsafeHomes =
        ["Host/Processes/", "Host/Workers/HostSegment.cs", "Host/Workers/PrivatePipe.cs", "Host/Lanes/", "Host/Confining/", "Host/Renting/RentedArena.cs", "Worker/Native/", "Worker/Calls/ImageRunner.cs", "Contracts/Images/",
         "Contracts/SharedMemory/"];

    /// <summary>Calls that are banned, each with the places where it is made all the same.</summary>
    private static readonly Dictionary<string, string[]> s_banned = new()
    {
        ["Thread.Sleep"] = ["bench/Compare/Rows/Isolated/IsolatedIdleRow.cs"], // the pause that is measured after
        ["DateTime.Now"] = [],
        ["DateTime.UtcNow"] = [],
        ["DateTimeOffset.Now"] = [],
        ["DateTimeOffset.UtcNow"] = [],
        ["Process.Start"] = ["bench/Compare/Children/Child.cs"],
        ["new Process("] = [],
    };

    private static readonly string[] s_projects = ["Contracts", "Host", "Worker", "Hosting", "Testing", "Generator", "CodeFixes", "Cli", "bench"];

    private static readonly Assembly[] s_assemblies =
        [typeof(NativeHost).Assembly, typeof(Prototype).Assembly, typeof(FaultInjection).Assembly, typeof(Microsoft.Extensions.DependencyInjection.FfiIsolationServiceCollectionExtensions).Assembly];

    [Fact]
    public void Contracts_references_no_project() => Assert.Empty(ProjectReferencesOf("Contracts"));

    [Fact]
    public void Host_and_Worker_know_Contracts_and_not_each_other()
    {
        Assert.Equal(["Contracts"], ProjectReferencesOf("Worker"));
        Assert.Equal(["Contracts"], ProjectReferencesOf("Host")); // Worker is there for build order only
        string[] ours = [.. typeof(NativeHost).Assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(IsOurs)];
        Assert.Equal(["FfiIsolation.Contracts"], ours);
        Assert.DoesNotContain(typeof(Prototype).Assembly.GetReferencedAssemblies(), name => IsOurs(name.Name!));
    }

    /// <summary>It runs in the compiler, which loads nothing else: the one parser is compiled into it.</summary>
    [Fact]
    public void The_generator_knows_no_project_and_has_the_parser_of_Contracts()
    {
        Assert.Empty(ProjectReferencesOf("Generator"));
        Assert.Equal(["Generator"], ProjectReferencesOf("CodeFixes"));
        Assert.Contains("../Contracts/Prototypes/**/*.cs", Repository.Read("Generator/Generator.csproj"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_lies_beside_the_library_knows_it_and_it_knows_none_of_that()
    {
        Assert.Equal(["Host"], ProjectReferencesOf("Hosting"));
        Assert.Equal(["Host"], ProjectReferencesOf("Testing")); // which brings Contracts along, as it does to applications
        string[] packages = [.. typeof(NativeHost).Assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(name => name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal))];
        Assert.Equal(["Microsoft.Extensions.Logging.Abstractions"], packages);
        Assert.DoesNotContain(typeof(FaultInjection).Assembly.GetReferencedAssemblies(), name => name.Name!.StartsWith("xunit", StringComparison.Ordinal));
    }

    [Fact]
    public void Code_is_unsafe_only_where_memory_is_shared_or_the_system_called() => Assert.Empty(Sources()
        .Where(source => !s_unsafeHomes.Any(home => source.Path.StartsWith(home, StringComparison.Ordinal)) && Unsafe().IsMatch(source.Code))
        .Select(source => source.Path));

    [Fact]
    public void Banned_calls_are_made_only_at_home() => Assert.Empty(
        from source in Sources()
        from ban in s_banned
        where source.Code.Contains(ban.Key, StringComparison.Ordinal) && !ban.Value.Any(home => source.Path.StartsWith(home, StringComparison.Ordinal))
        select $"{source.Path}: {ban.Key}");

    [Fact]
    public void Files_are_short() => Assert.Empty(Sources().Where(source => source.Lines > MaxLines).Select(source => $"{source.Path}: {source.Lines} lines"));

    [Fact]
    public void The_worker_crosses_into_native_code_at_one_place()
    {
        Source[] crossing = [.. Sources().Where(source => source.Path.StartsWith("Worker/", StringComparison.Ordinal) && Import().IsMatch(source.Code))];
        Assert.Equal("Worker/Native/NativeLane.cs", Assert.Single(crossing).Path);
        Assert.All(crossing[0].Code.Split("[LibraryImport(")[1..], import => Assert.StartsWith("\"ffi_native\"", import));
        Assert.DoesNotContain(Sources(), source => source.Path.StartsWith("Contracts/", StringComparison.Ordinal) && Import().IsMatch(source.Code));
    }

    /// <summary>A class that was not made to be derived from is sealed; one that was is abstract, or an exception that others are kinds of.</summary>
    [Fact]
    public void Public_types_are_sealed_or_abstract()
    {
        Type[] open = [typeof(CallRejectedException)];
        Assert.Empty(s_assemblies
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type.IsClass && !type.IsSealed && !type.IsAbstract && !open.Contains(type))
            .Select(type => type.FullName));
    }

    [Fact]
    public void Internal_classes_are_sealed_unless_another_derives_from_them()
    {
        Type[] types = [.. s_assemblies.SelectMany(assembly => assembly.GetTypes())];
        Assert.Empty(types.Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !type.IsPublic && !type.IsNestedPublic
            && type.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null
            && IsOurs(type.Namespace ?? "") && !types.Any(other => other.BaseType == type)).Select(type => type.FullName));
    }

    private static bool IsOurs(string name) => name.StartsWith("FfiIsolation", StringComparison.Ordinal) || name == "ffi-worker";

    private static string[] ProjectReferencesOf(string project) =>
        [.. ProjectReference().Matches(Repository.Read($"{project}/{project}.csproj"))
            .Where(match => !match.Value.Contains("ReferenceOutputAssembly=\"false\"", StringComparison.Ordinal))
            .Select(match => match.Groups[1].Value)];

    private static IEnumerable<Source> Sources() =>
        from project in s_projects
        from path in Directory.EnumerateFiles(Repository.PathOf(project), "*.cs", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Repository.Root, path)
        where !relative.Contains("/obj/", StringComparison.Ordinal) && !relative.Contains("/bin/", StringComparison.Ordinal)
        let text = File.ReadAllText(path)
        select new Source(relative, Comment().Replace(text, ""), text.Count(c => c == '\n'));

    private sealed record Source(string Path, string Code, int Lines);

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<!"")\bunsafe\b")]
    private static partial Regex Unsafe();

    [GeneratedRegex(@"\[(?:LibraryImport|DllImport)\b")]
    private static partial Regex Import();

    [GeneratedRegex("<ProjectReference Include=\"\\.\\./(\\w+)/[^>]*>", RegexOptions.Singleline)]
    private static partial Regex ProjectReference();
}
