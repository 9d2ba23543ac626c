// RealLibraries NAME [--confined]: runs one sample. Exit status 0 if every result was as it should be, 1 if not, 69 where the library is not on this machine, 64 for a wrong command line.
using FfiIsolation;
using FfiIsolation.Samples.RealLibraries;

Dictionary<string, Action<NativeHost, string>> samples = new()
{
    ["sqlite"] = Sqlite.Run,
    ["zlib"] = Zlib.Run,
    ["crypto"] = Crypto.Run,
    ["sort"] = Sort.Run,
    ["machine"] = Machine.Run,
    ["lua"] = Lua.Run,
    ["python"] = Python.Run,
    ["blas"] = Blas.Run,
    ["jpeg"] = Jpeg.Run,
    ["curl"] = Curl.Run,
    ["ffmpeg"] = Ffmpeg.Run,
    ["extension"] = Extension.Run,
    ["rust"] = Rust.Run,
};

string? name = args.FirstOrDefault();
if (name is null || !samples.TryGetValue(name, out Action<NativeHost, string>? run) || args is not ([_] or [_, "--confined"]))
{
    Console.Error.WriteLine($"RealLibraries NAME [--confined], where NAME is one of {string.Join(", ", samples.Keys)}.");
    return 64;
}

// The one folder that a confined worker may read and write, beside what every library needs.
string folder = Directory.CreateTempSubdirectory("real-libraries-").FullName;
try
{
    Confinement confinement = args.Length == 2 ? Confinement.Confined with { WritePaths = [folder] } : Confinement.Limited;
    using NativeHost host = NativeHost.Start(new NativeHostOptions { Confinement = confinement });
    host.ActionRefused += (_, refused) => Console.WriteLine($"refused: {refused.Action}");
    run(host, folder);
    return 0;
}
catch (Exception missing) when (missing is LibraryNotFoundException or NotOnThisMachineException)
{
    Console.Error.WriteLine(missing.Message);
    return 69;
}
catch (WrongResultException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 1;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
