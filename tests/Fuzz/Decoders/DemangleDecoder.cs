using System.Text;
using FfiIsolation.Libraries;

namespace FfiIsolation.Fuzz.Decoders;

/// <summary>A mangled C++ name, from a symbol table or from an exception's type.</summary>
internal sealed class DemangleDecoder : Decoder
{
    public override string Name => "demangle";

    public override string Runs => "ItaniumDemangler, CppNames";

    public override IReadOnlyList<byte[]> Samples { get; } = Texts(
        "_ZN6faults4areaEdd", "_ZNSt6vectorIiSaIiEE9push_backERKi", "_ZNKSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE4findEPKcmm", "_ZZN1a1bEvENKUlvE_clEv", "_ZN1SIXadL_Z1fvEEEC1Ev",
        "_ZSt4moveIRiEONSt16remove_referenceIT_E4typeEOS2_", "_ZN9__gnu_cxxeqIPiSt6vectorIiSaIiEEEEbRKNS_17__normal_iteratorIT_T0_EESA_", "St13runtime_error", "_ZTVN10__cxxabiv120__si_class_type_infoE",
        "_ZN1AcvT_IiEEv", "_Z1fIJidEEvDpT_", "_Z1fM1AFvvE", "_Z3fooILi3EEvA_i", "_ZNK1AixEi");

    public override IReadOnlyList<byte[]> Words { get; } = Texts("_Z", "N", "E", "S_", "S0_", "T_", "T0_", "I", "J", "X", "L", "St", "Sa", "P", "R", "K", "F", "M", "A_", "cv", "Dp", "DT", "Ul", "3foo", "999999999foo", "S99999999_", "v", "i", "C1", "D0");

    public override bool Decode(byte[] input)
    {
        string name = Encoding.UTF8.GetString(input);
        string? text = CppNames.Demangle(name);
        Look(CppNames.FunctionName(name));
        Look(CppNames.DemangleType(name));
        Look(text is null ? null : CppNames.Shorten(text));
        if (text?.Length > 8 * CppNames.MaxLength)
        {
            throw new InvalidOperationException($"{name.Length} characters became {text.Length}.");
        }

        return text is not null;
    }
}
