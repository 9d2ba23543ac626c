// Versions of symbols, as GNU tools write them. "Linux Standard Base Core Specification", 10.7: https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html
using System.Buffers.Binary;

namespace FfiIsolation.Libraries;

/// <summary>What the version sections of one file say. Reads bytes that anybody may have written: every step stays inside, and there are so many steps at most.</summary>
internal sealed class ElfVersions
{
    private const int MaxEntries = 65_536;
    private const int DefinitionSize = 20, DefinedNameSize = 8, NeedSize = 16, NeededVersionSize = 16;
    private const ushort IndexMask = 0x7FFF, Hidden = 0x8000, Base = 1;

    private readonly Func<byte[], ulong, string?> _nameAt;
    private readonly Dictionary<int, string> _byIndex = [];
    private readonly List<string> _defined = [];
    private readonly HashSet<string> _definedNames = new(StringComparer.Ordinal);
    private readonly List<ElfNeed> _needs = [];
    private byte[] _indexes = [];
    private int _left = MaxEntries;

    /// <param name="nameAt">Reads a name of a table of strings; null where there is none.</param>
    public ElfVersions(Func<byte[], ulong, string?> nameAt) => _nameAt = nameAt;

    /// <summary>The versions that the file defines, in its order, without the one that is its own name.</summary>
    public IReadOnlyList<string> Defined => _defined;

    /// <summary>Whether a name is that of a version that it defines.</summary>
    public bool Defines(string name) => _definedNames.Contains(name);

    /// <summary>Which versions of which library it wants.</summary>
    public IReadOnlyList<ElfNeed> Needs => _needs;

    /// <summary>.gnu.version: a number for each dynamic symbol.</summary>
    public void ReadIndexes(byte[] section) => _indexes = section;

    /// <summary>The version of the symbol of a number; null for none.</summary>
    public string? Of(int symbol, out bool isDefault)
    {
        int at = 2 * symbol;
        ushort index = at + 2 <= _indexes.Length ? U16(_indexes, at) : (ushort)0;
        isDefault = (index & Hidden) == 0;
        return _byIndex.GetValueOrDefault(index & IndexMask);
    }

    /// <summary>.gnu.version_d.</summary>
    public void ReadDefinitions(byte[] section, byte[] names)
    {
        for (long at = 0; at >= 0 && at + DefinitionSize <= section.Length && _left-- > 0;)
        {
            int entry = (int)at;
            ushort flags = U16(section, entry + 2), index = U16(section, entry + 4);
            long name = at + U32(section, entry + 12);
            uint next = U32(section, entry + 16);

            // The first name is the version's own, those behind it are what it comes after. The base is the file's name and no version.
            if ((flags & Base) == 0 && name + DefinedNameSize <= section.Length && _nameAt(names, U32(section, (int)name)) is { Length: > 0 } text)
            {
                _byIndex[index & IndexMask] = text;
                _defined.Add(text);
                _definedNames.Add(text);
            }

            if (next == 0)
            {
                return;
            }

            at += next;
        }
    }

    /// <summary>.gnu.version_r.</summary>
    public void ReadNeeds(byte[] section, byte[] names)
    {
        for (long at = 0; at + NeedSize <= section.Length && _left-- > 0;)
        {
            int entry = (int)at;
            int count = U16(section, entry + 2);
            string? file = _nameAt(names, U32(section, entry + 4));
            long version = at + U32(section, entry + 8);
            var versions = new List<string>();
            for (int i = 0; i < count && version + NeededVersionSize <= section.Length && _left-- > 0; i++)
            {
                if (_nameAt(names, U32(section, (int)version + 8)) is { Length: > 0 } text)
                {
                    versions.Add(text);
                    _byIndex[U16(section, (int)version + 6) & IndexMask] = text;
                }

                version += U32(section, (int)version + 12);
            }

            if (file is { Length: > 0 })
            {
                _needs.Add(new ElfNeed(file, versions));
            }

            uint next = U32(section, entry + 12);
            if (next == 0)
            {
                return;
            }

            at += next;
        }
    }

    private static ushort U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
}
