using FfiIsolation.Fuzz.Decoders;

namespace FfiIsolation.Fuzz.Running;

/// <summary>One input that was kept, without anything around it: for a debugger.</summary>
internal static class Replay
{
    public static int Run(string[] names, FileInfo file)
    {
        if (names.Length != 1)
        {
            Console.Error.WriteLine("--replay wants one --decoder.");
            return 2;
        }

        Console.WriteLine(Catalogue.Find(names[0])!.Decode(File.ReadAllBytes(file.FullName)) ? "accepted" : "rejected");
        return 0;
    }
}
