// CPython, embedded: a script, its results, an exception of Python, and the crash that ctypes makes possible.
namespace FfiIsolation.Samples.RealLibraries;

internal static class Python
{
    private const int Expression = 258;                         // Py_eval_input
    private const int Now = 2, NoLoad = 4, Global = 0x100;      // of dlfcn.h

    public static void Run(NativeHost host, string folder)
    {
        using (NativeSession session = host.OpenSession())
        {
            IPython python = Start(session);
            Step.Print("version", python.Version());
            Execute(python, "import math\nprimes = [n for n in range(2, 100) if all(n % d for d in range(2, n))]");
            Step.Is("primes below 100", 25L, Evaluate(python, "len(primes)", python.ToInteger));
            Step.Is("their sum", 1060L, Evaluate(python, "sum(primes)", python.ToInteger));
            Step.Is("cosine of 0", 1.0, Evaluate(python, "math.cos(0)", python.ToDouble));
            Step.Is("a text", "ΚΑΛΗΜΕΡΑ", Evaluate(python, "'καλημερα'.upper()", value => python.ToText(value)));
            Step.Is("an exception of Python", -1, python.Execute("raise SystemError('said by the traceback on standard error')", NativePointer.Null));
            Step.Crashes("ctypes.string_at(0)", () => python.Execute("import ctypes; ctypes.string_at(0)", NativePointer.Null));
        }

        using NativeSession next = host.OpenSession();
        IPython another = Start(next);
        Step.Is("and the next", 42L, Evaluate(another, "6 * 7", another.ToInteger));
    }

    private static IPython Start(NativeSession session)
    {
        // Where its standard library lies. The environment is the worker's own: nobody else sees what is set there.
        IWorkerSettings settings = IWorkerSettings.On(session);
        settings.Set("PYTHONHOME", "/usr", 1);
        IPython python = IPython.On(session);
        // Python's own extension modules look for its symbols among those of the whole process, and libraries are loaded for themselves (RTLD_LOCAL). This changes it.
        Step.Require(!settings.Open("libpython3.11.so.1.0", Now | NoLoad | Global).IsNull, "Python is not loaded.");
        python.Initialize(0);                                   // without signal handlers
        return python;
    }

    private static void Execute(IPython python, string script) =>
        Step.Require(python.Execute(script, NativePointer.Null) == 0, $"Python does not run {script}");

    private static T Evaluate<T>(IPython python, string expression, Func<NativeHandle, T> read)
    {
        NativePointer names = python.Names(python.Module("__main__"));
        using NativeHandle? value = python.Evaluate(expression, Expression, names, names, NativePointer.Null);
        Step.Require(value is not null, $"Python cannot evaluate {expression}");
        return read(value!);
    }
}

[NativeLibrary("c", RequiresSession = true)]
public partial interface IWorkerSettings
{
    [NativeFunction("int setenv(const char *name, const char *value, int overwrite)")]
    int Set(string name, string value, int overwrite);

    [NativeFunction("void *dlopen(const char *file, int flags)")]
    NativePointer Open(string file, int flags);
}

[NativeLibrary("python3.11", RequiresSession = true)]
public partial interface IPython
{
    [NativeFunction("const char *Py_GetVersion(void)")]
    string Version();

    [NativeFunction("void Py_InitializeEx(int signals)")]
    void Initialize(int signals);

    [NativeFunction("int PyRun_SimpleStringFlags(const char *script, PyCompilerFlags *flags)")]
    int Execute(string script, NativePointer flags);

    [NativeFunction("PyObject *PyRun_StringFlags(const char *text, int start, PyObject *globals, PyObject *locals, PyCompilerFlags *flags) __attribute__((malloc(Py_DecRef)))")]
    NativeHandle? Evaluate(string text, int start, NativePointer globals, NativePointer locals, NativePointer flags);

    [NativeFunction("PyObject *PyImport_AddModule(const char *name)")]
    NativePointer Module(string name);                          // borrowed

    [NativeFunction("PyObject *PyModule_GetDict(PyObject *module)")]
    NativePointer Names(NativePointer module);                  // borrowed

    [NativeFunction("long PyLong_AsLong(PyObject *value)")]
    long ToInteger(NativeHandle value);

    [NativeFunction("double PyFloat_AsDouble(PyObject *value)")]
    double ToDouble(NativeHandle value);

    [NativeFunction("const char *PyUnicode_AsUTF8(PyObject *value)")]
    string? ToText(NativeHandle value);
}
