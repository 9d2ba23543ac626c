using System.Buffers.Binary;
using FfiIsolation.DebugInfo;
using FfiIsolation.Libraries;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>The sections of a library's debug information (DWARF), each behind its length, and what a report and a check make of them.</summary>
internal sealed class DebugInfoDecoder : Decoder
{
    private const int Sections = 6;
    private static readonly string[] s_names = [".debug_info", ".debug_abbrev", ".debug_str", ".debug_line_str", ".debug_str_offsets", ".debug_addr"];
    private static readonly ElfFile s_library = ElfFile.TryParse(ElfDecoder.Images[0])!;
    private static readonly Prototype s_declared = Prototype.Parse(
        "int call(void (*f)(int n), struct r p, const int *numbers, double d)", Declarations.Parse("struct r { int n; int m; };"));

    public override string Name => "debuginfo";

    public override string Runs => "DwarfEntries, DwarfAbbreviation, DwarfValues, DwarfReader, DwarfBudget, TrueFunctions, TrueTypes, TrueType, DeclarationCheck";

    public override IReadOnlyList<byte[]> Samples { get; } = [Sample(version: 5), Sample(version: 4)];

    public override IReadOnlyList<byte[]> Words { get; } =
        [[0x03, 0x08], [0x49, 0x13], [0x11, 0x1B], [0x03, 0x1A], [0x72, 0x07], [0x73, 0x07], [0x01, 0x13], [0x0B, 0x21, 0x7F], [0x03, 0x16], [0x37, 0x0F], [0xF8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], Text("call\0")];

    public override bool Decode(byte[] input)
    {
        var sections = new Dictionary<string, byte[]>();
        int at = Sections * sizeof(int);
        for (int i = 0; i < Sections && input.Length >= Sections * sizeof(int); i++)
        {
            int length = Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(input.AsSpan(i * sizeof(int))), 0, input.Length - at);
            sections[s_names[i]] = input[at..(at + length)];
            at += length;
        }

        try
        {
            var functions = new TrueFunctions(s_library, "/x", new DwarfSections(name => sections.GetValueOrDefault(name, [])), new DwarfBudget(8 << 20, 200_000));
            if (functions.Find("call") is not { } found)
            {
                return false;
            }

            Look(found);
            Look(DeclarationCheck.Compare(s_declared, found).Count);
            return true;
        }
        catch (DwarfBudgetException)
        {
            // As DeclarationTruth and the check: nobody knows.
            return false;
        }
    }

    /// <summary>int call(void (*f)(int), struct r p, const number numbers[4]), where typedef int number and struct r { int n; struct { int m; }; }, in a namespace.</summary>
    private static byte[] Sample(byte version)
    {
        bool isNew = version == 5;
        byte text = isNew ? (byte)0x25 : (byte)0x0E, address = isNew ? (byte)0x29 : (byte)0x01; // strx1 or strp; addrx1 or addr
        byte[] abbreviations =
        [
            1, 0x11, 1, 0x13, 0x0B, 0, 0,                                        // compile unit: language
            2, 0x39, 1, 0x03, 0x08, 0x01, 0x13, 0, 0,                            // namespace: name, sibling
            3, 0x2E, 1, 0x03, 0x08, 0x3F, 0x0C, 0x27, 0x0C, 0x49, 0x13, 0x11, address, 0, 0, // subprogram: name, external, prototyped, type, low pc
            4, 0x05, 0, 0x03, 0x08, 0x49, 0x13, 0, 0,                            // formal parameter: name, type
            5, 0x24, 0, 0x03, text, 0x0B, 0x0B, 0x3E, 0x0B, 0, 0,                // base type: name, size, encoding
            6, 0x0F, 0, 0x49, 0x13, 0, 0,                                        // pointer
            7, 0x15, 1, 0, 0,                                                    // subroutine type
            8, 0x13, 1, 0x03, 0x08, 0x0B, 0x0D, 0, 0,                            // structure: name, size
            9, 0x0D, 0, 0x03, 0x08, 0x49, 0x13, 0x38, 0x0F, 0, 0,                // member: name, type, place
            10, 0x0D, 0, 0x49, 0x13, 0x38, 0x0B, 0, 0,                           // member without a name
            11, 0x01, 1, 0x49, 0x13, 0, 0,                                       // array
            12, 0x21, 0, 0x2F, 0x0B, 0, 0,                                       // its range: upper bound
            13, 0x26, 0, 0x49, 0x13, 0, 0,                                       // const
            14, 0x16, 0, 0x03, 0x08, 0x49, 0x13, 0, 0,                           // typedef
            15, 0x13, 1, 0x0B, 0x0B, 0, 0,                                       // structure without a name
            0,
        ];
        var info = new List<byte>();
        var places = new Dictionary<string, int>();
        var references = new List<(int At, string To)>();
        void Bytes(params byte[] bytes) => info.AddRange(bytes);
        void Name(string name) => info.AddRange(Text(name + "\0"));
        void To(string place)
        {
            references.Add((info.Count, place));
            Bytes(0, 0, 0, 0);
        }

        Bytes(0, 0, 0, 0, version, 0);
        Bytes(isNew ? [1, 8, 0, 0, 0, 0] : [0, 0, 0, 0, 8]);
        Bytes(1, 0x21); // DW_LANG_C_plus_plus_14
        Bytes(2); Name("space"); To("int");
        Bytes(3); Name("call"); Bytes(1, 1); To("int"); Bytes(isNew ? [0] : [0x10, 0x20, 0, 0, 0, 0, 0, 0]);
        Bytes(4); Name("f"); To("pointer");
        Bytes(4); Name("p"); To("record");
        Bytes(4); Name("numbers"); To("array");
        Bytes(0, 0);
        places["int"] = info.Count; Bytes(5); Bytes(isNew ? [0] : [0, 0, 0, 0]); Bytes(4, 5);
        places["pointer"] = info.Count; Bytes(6); To("function");
        places["function"] = info.Count; Bytes(7, 4); Name("n"); To("int"); Bytes(0);
        places["record"] = info.Count; Bytes(8); Name("r"); Bytes(8);
        Bytes(9); Name("n"); To("int"); Bytes(0);
        Bytes(10); To("inner"); Bytes(4);
        Bytes(0);
        places["inner"] = info.Count; Bytes(15, 4, 9); Name("m"); To("int"); Bytes(0, 0);
        places["array"] = info.Count; Bytes(11); To("const"); Bytes(12, 3, 0);
        places["const"] = info.Count; Bytes(13); To("number");
        places["number"] = info.Count; Bytes(14); Name("number"); To("int");
        Bytes(0);
        byte[] bytes = [.. info];
        foreach ((int place, string to) in references)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(place), places[to]);
        }

        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length - sizeof(int));
        byte[][] sections = [bytes, abbreviations, Text("int\0"), [], [8, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0], [12, 0, 0, 0, 5, 0, 8, 0, 0x10, 0x20, 0, 0, 0, 0, 0, 0]];
        byte[] lengths = new byte[Sections * sizeof(int)];
        for (int i = 0; i < Sections; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(lengths.AsSpan(i * sizeof(int)), sections[i].Length);
        }

        return [.. lengths, .. sections.SelectMany(section => section)];
    }
}
