namespace FfiIsolation.Libraries;

/// <summary>A file name that ends in a version. In the order of preference: the highest first number, the fewest numbers, the highest of these.</summary>
internal sealed class VersionedName : IComparable<VersionedName>
{
    private readonly string[] _numbers;

    private VersionedName(string name, string[] numbers)
    {
        Name = name;
        _numbers = numbers;
    }

    public string Name { get; }

    /// <summary>Reads the version behind <paramref name="at"/> characters; null where there is none.</summary>
    public static VersionedName? TryParse(string name, int at)
    {
        string[] parts = name[at..].Split('.');
        foreach (string part in parts)
        {
            if (part.Length == 0 || part.AsSpan().ContainsAnyExceptInRange('0', '9'))
            {
                return null;
            }
        }

        return new VersionedName(name, parts);
    }

    public int CompareTo(VersionedName? other)
    {
        string[] others = other!._numbers;
        int order = Compare(others[0], _numbers[0]);
        order = order != 0 ? order : _numbers.Length.CompareTo(others.Length);
        for (int i = 1; order == 0 && i < _numbers.Length; i++)
        {
            order = Compare(others[i], _numbers[i]);
        }

        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary>By value, without a bound: a date such as 20240116123456 is a number of a version, too.</summary>
    private static int Compare(string left, string right)
    {
        ReadOnlySpan<char> a = left.AsSpan().TrimStart('0'), b = right.AsSpan().TrimStart('0');
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
    }
}
