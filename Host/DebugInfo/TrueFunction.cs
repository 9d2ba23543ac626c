namespace FfiIsolation.DebugInfo;

/// <summary>A function as its compiler saw it.</summary>
internal sealed record TrueFunction(string Name, TrueType ReturnType, IReadOnlyList<TrueParameter> Parameters, bool IsVariadic)
{
    /// <summary>How it is called; null where that is not said, as in debug information.</summary>
    public CallConvention? Convention { get; init; }

    /// <summary>What frees its result, as far as attributes say it; debug information does not.</summary>
    public IReadOnlyList<Deallocator> Deallocators { get; init; } = [];

    /// <summary>Whether its parameters are known to be all that there are: not so for a C function pointer written <c>int (*)()</c>.</summary>
    public bool IsPrototyped { get; init; } = true;

    /// <summary>As a header would declare it.</summary>
    public override string ToString()
    {
        int left = TrueType.MostOfText, leftOfResult = TrueType.MostOfText;
        string convention = Convention == CallConvention.Microsoft ? "__attribute__((ms_abi)) " : "";
        string freed = Deallocators.Count == 0 ? "" : $" __attribute__(({string.Join(", ", Deallocators)}))";
        return convention + ReturnType.Declare(Name + ParameterList(TrueType.DepthOfText, ref left), TrueType.DepthOfText, ref leftOfResult) + freed;
    }

    /// <param name="depth">Types within each other, as far as the text goes.</param>
    /// <param name="left">Types that the whole text may still have.</param>
    public string ParameterList(int depth, ref int left)
    {
        var texts = new List<string>();
        foreach (TrueParameter parameter in Parameters)
        {
            texts.Add(parameter.Type.Declare(parameter.Name ?? "", depth, ref left));
            if (left == 0)
            {
                break;
            }
        }

        string list = string.Join(", ", texts);
        return list.Length == 0 ? "(void)" : IsVariadic ? $"({list}, ...)" : $"({list})";
    }
}
