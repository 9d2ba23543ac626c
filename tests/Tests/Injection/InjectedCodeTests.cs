using FfiIsolation.Testing;
using FfiIsolation.Tests.Libraries;

namespace FfiIsolation.Tests.Injection;

public sealed class InjectedCodeTests
{
    [Fact]
    public void The_library_is_that_of_the_first_folder_that_has_it()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("libfaults.so"), "");
        Assert.Equal(folder.File("libfaults.so"), InjectedCode.Find("libfaults.so", [null, "/no/such/worker", folder.Path]));
    }

    [Fact]
    public void Where_no_folder_has_it_the_error_names_each_where_it_belongs()
    {
        var error = Assert.Throws<LibraryNotFoundException>(() => InjectedCode.Find("libfaults.so", ["/no/such/worker", null, "/no/other", "/no/such/worker"]));
        Assert.Equal(["/no/such/worker/libfaults.so: ", "/no/other/libfaults.so: "], error.Tried.Select(path => path[..(path.IndexOf(':', StringComparison.Ordinal) + 2)]));
        Assert.Contains("FfiIsolation.Testing", error.Message, StringComparison.Ordinal);
    }
}
