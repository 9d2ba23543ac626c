// A native extension: where a library is made of macros and inline functions, a few lines of C around them give it symbols that can be called. Here <sched.h>; the C lies in
// native/extension, is built by CMake, and its library beside this program.
namespace FfiIsolation.Samples.RealLibraries;

internal static class Extension
{
    public static void Run(NativeHost host, string folder)
    {
        using (NativeSession session = host.OpenSession())
        {
            IProcessors processors = IProcessors.On(session);
            using NativeHandle set = processors.New()!;
            processors.Add(set, 3);
            processors.Add(set, 700);
            processors.Add(set, 3);
            Step.Is("count", 2, processors.Count(set));
            Step.Is("3, 4 and 700 are in it", (true, false, true), (processors.Has(set, 3), processors.Has(set, 4), processors.Has(set, 700)));

            using NativeHandle allowed = processors.New()!;
            Step.Is("ask the kernel", 0, processors.Allowed(allowed));
            string numbers = string.Join(',', Enumerable.Range(0, 1024).Where(number => processors.Has(allowed, number)));
            Step.Is("processors, as /proc has them", OfThisProcess(), numbers);

            Step.Crashes("a set that is not there", () => processors.Count(null));
        }

        using NativeSession next = host.OpenSession();
        using NativeHandle? another = IProcessors.On(next).New();
        Step.Is("and the next", 0, IProcessors.On(next).Count(another));
    }

    /// <summary>Cpus_allowed_list of /proc, such as 0-2,5, with every number written out. A worker inherits it.</summary>
    private static string OfThisProcess()
    {
        const string name = "Cpus_allowed_list:";
        string ranges = File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim();
        return string.Join(',', ranges.Split(',').Select(range => range.Split('-')).SelectMany(ends => Enumerable.Range(int.Parse(ends[0]), int.Parse(ends[^1]) - int.Parse(ends[0]) + 1)));
    }
}

[NativeLibrary("processors"), NativeDeclarations("typedef struct processors processors;")]
public partial interface IProcessors
{
    [NativeFunction("processors *processors_new(void) __attribute__((malloc(processors_free)))")]
    NativeHandle? New();

    [NativeFunction("void processors_add(processors *set, int number)")]
    void Add(NativeHandle set, int number);

    [NativeFunction("bool processors_has(const processors *set, int number)")]
    bool Has(NativeHandle set, int number);

    [NativeFunction("int processors_count(const processors *set)")]
    int Count(NativeHandle? set);

    [NativeFunction("int processors_allowed(processors *set)")]
    int Allowed(NativeHandle set);
}
