using FfiIsolation.Workers;

namespace FfiIsolation.Tests.Workers;

public sealed class PipeFoldersTests
{
    [Theory]
    [InlineData("ffi-7-100-5000-0123abcd", false)] // the process is there, and the same
    [InlineData("ffi-7-100-4999-0123abcd", true)]  // its number was used again
    [InlineData("ffi-7-101-5000-0123abcd", true)]  // it is gone
    [InlineData("ffi-7-100-5000-0123", false)]     // none of ours
    [InlineData("ffi-7-100-x-0123abcd", false)]
    [InlineData("ffi-7--1-5000-0123abcd", false)]
    [InlineData("ffi-8-101-5000-0123abcd", false)] // of another namespace: it may be there
    [InlineData("ffi-101-5000-0123abcd", false)]
    [InlineData("ffi-config", false)]
    [InlineData("", false)]
    public void A_folder_is_left_behind_when_the_process_in_its_name_is_gone(string name, bool expected) =>
        Assert.Equal(expected, PipeFolders.IsLeftBehind(name, "7", id => id == 100 ? "5000" : null));
}
