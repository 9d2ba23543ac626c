using FfiIsolation.Generator.Reading;

namespace FfiIsolation.Generator.Writing;

/// <summary>The functions of a client, in the order in which they are bound, each with the name of its field.</summary>
/// <param name="reserved">Names that a field cannot have beside what has them.</param>
internal sealed class FunctionList(IEnumerable<string> reserved)
{
    private readonly List<(string Field, string Declaration)> _all = [];
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(reserved, StringComparer.Ordinal);

    public IReadOnlyList<(string Field, string Declaration)> All => _all;

    public string FieldOf(MethodModel model) => Add(model.Function, Declare(model.PrototypeText, model.Settings));

    /// <summary>A function that frees a pointer which another stores.</summary>
    public string FieldOfDeallocator(string name) => Add(name, Declare($"void {name}(void *pointer)", CallSettings.None));

    private static string Declare(string prototype, CallSettings settings)
    {
        string timeout = settings.TimeoutMilliseconds == 0 ? "" : $", timeoutMilliseconds: {settings.TimeoutMilliseconds}";
        string quarantine = settings.Quarantine is { } policy ? $", quarantine: new() {{ {policy.Initializer} }}" : "";
        return $"new({CodeText.Literal(prototype)}{timeout}{(settings.IsPure ? ", isPure: true" : "")}{quarantine})";
    }

    /// <summary>The same function with the same settings is bound once.</summary>
    private string Add(string name, string declaration)
    {
        if (_fields.TryGetValue(declaration, out string? known))
        {
            return known;
        }

        string field = "_" + name;
        while (!_names.Add(field))
        {
            field += "_";
        }

        _fields.Add(declaration, field);
        _all.Add((field, declaration));
        return field;
    }
}
