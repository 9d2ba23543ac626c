// OpenSSL's libcrypto: a hash, authenticated encryption and random numbers, held against published test vectors.
using System.Numerics;
using System.Text;

namespace FfiIsolation.Samples.RealLibraries;

internal static class Crypto
{
    private const int Ok = 1, SetIvLength = 0x9, GetTag = 0x10, SetTag = 0x11, TagLength = 16;

    // Test case 4 of McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)", appendix B.
    private static readonly byte[] s_key = Convert.FromHexString("feffe9928665731c6d6a8f9467308308");
    private static readonly byte[] s_iv = Convert.FromHexString("cafebabefacedbaddecaf888");
    private static readonly byte[] s_header = Convert.FromHexString("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    private static readonly byte[] s_plain = Convert.FromHexString("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
    private const string Cipher = "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091";
    private const string Tag = "5bc94fbc3221a5db94fae95ae7121a47";

    public static void Run(NativeHost host, string folder)
    {
        IDigest digest = IDigest.On(host);                      // no state and no pointers: any worker will do
        Step.Is("sha256 of abc (FIPS 180)", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Sha256(digest, "abc"));
        Step.Is("sha256 of a million a (FIPS 180)", "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", Sha256(digest, new string('a', 1_000_000)));

        byte[] random = new byte[64 << 10], another = new byte[64 << 10];
        Step.Is("random bytes", (Ok, Ok), (digest.Random(random, random.Length), digest.Random(another, another.Length)));
        int ones = random.Sum(value => BitOperations.PopCount(value));
        Step.Require(Math.Abs(ones - (random.Length * 4)) < 3000, $"{ones} of {random.Length * 8} bits are set."); // eight standard deviations
        Step.Is("twice the same", false, random.AsSpan().SequenceEqual(another));

        using (NativeSession session = host.OpenSession())      // a cipher's context is a pointer
        {
            ICipher cipher = ICipher.On(session);
            (byte[] encrypted, byte[] tag) = Encrypt(cipher);
            Step.Is("AES-128-GCM, cipher text", Cipher, Convert.ToHexStringLower(encrypted));
            Step.Is("AES-128-GCM, tag", Tag, Convert.ToHexStringLower(tag));
            Step.Is("decrypted, it is the plain text", true, Decrypt(cipher, encrypted, tag) is { } plain && plain.AsSpan().SequenceEqual(s_plain));
            tag[0] ^= 1;
            Step.Is("with another tag, it is refused", true, Decrypt(cipher, encrypted, tag) is null);
            Step.Crashes("encryption without a context", () => cipher.EncryptUpdate(null, new byte[16], out _, new byte[16], 16));
        }

        Step.Is("and the next", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Sha256(digest, "abc"));
    }

    private static string Sha256(IDigest digest, string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text), hash = new byte[32];
        digest.Sha256(bytes, (nuint)bytes.Length, hash);
        return Convert.ToHexStringLower(hash);
    }

    private static (byte[] Encrypted, byte[] Tag) Encrypt(ICipher cipher)
    {
        byte[] encrypted = new byte[s_plain.Length], tag = new byte[TagLength];
        using NativeHandle context = cipher.New()!;             // EVP_CIPHER_CTX_free
        int all = cipher.EncryptInit(context, cipher.Aes128Gcm(), NativePointer.Null, null, null)
            & cipher.Control(context, SetIvLength, s_iv.Length, null)
            & cipher.EncryptInit(context, NativePointer.Null, NativePointer.Null, s_key, s_iv)
            & cipher.EncryptUpdate(context, null, out _, s_header, s_header.Length)
            & cipher.EncryptUpdate(context, encrypted, out _, s_plain, s_plain.Length)
            & cipher.EncryptFinal(context, new byte[16], out _)
            & cipher.Control(context, GetTag, tag.Length, tag);
        Step.Is("encrypted", Ok, all);
        return (encrypted, tag);
    }

    /// <returns>Null where the tag does not fit.</returns>
    private static byte[]? Decrypt(ICipher cipher, byte[] encrypted, byte[] tag)
    {
        byte[] plain = new byte[encrypted.Length];
        using NativeHandle context = cipher.New()!;
        int all = cipher.DecryptInit(context, cipher.Aes128Gcm(), NativePointer.Null, s_key, s_iv)
            & cipher.DecryptUpdate(context, null, out _, s_header, s_header.Length)
            & cipher.DecryptUpdate(context, plain, out _, encrypted, encrypted.Length)
            & cipher.Control(context, SetTag, tag.Length, tag);
        Step.Is("decrypted", Ok, all);
        return cipher.DecryptFinal(context, new byte[16], out _) == Ok ? plain : null;
    }
}

[NativeLibrary("crypto")]
public partial interface IDigest
{
    [NativeFunction("unsigned char *SHA256(const unsigned char *data, size_t count, unsigned char *digest) __attribute__((access(read_only, 1, 2), access(write_only, 3)))")]
    void Sha256(byte[] data, nuint count, byte[] digest);

    [NativeFunction("int RAND_bytes(unsigned char *bytes, int count) __attribute__((access(write_only, 1, 2)))")]
    int Random(byte[] bytes, int count);
}

[NativeLibrary("crypto")]
public partial interface ICipher
{
    [NativeFunction("EVP_CIPHER_CTX *EVP_CIPHER_CTX_new(void) __attribute__((malloc(EVP_CIPHER_CTX_free)))")]
    NativeHandle? New();

    [NativeFunction("const EVP_CIPHER *EVP_aes_128_gcm(void)")]
    NativePointer Aes128Gcm();

    [NativeFunction("int EVP_CIPHER_CTX_ctrl(EVP_CIPHER_CTX *context, int type, int argument, void *data)")]
    int Control(NativeHandle context, int type, int argument, byte[]? data);

    [NativeFunction("int EVP_EncryptInit_ex(EVP_CIPHER_CTX *context, const EVP_CIPHER *type, ENGINE *engine, const unsigned char *key, const unsigned char *iv)")]
    int EncryptInit(NativeHandle context, NativePointer type, NativePointer engine, byte[]? key, byte[]? iv);

    [NativeFunction("int EVP_EncryptUpdate(EVP_CIPHER_CTX *context, unsigned char *out, int *written, const unsigned char *in, int count) __attribute__((access(read_only, 4, 5)))")]
    int EncryptUpdate(NativeHandle? context, byte[]? destination, out int written, byte[] source, int count);

    [NativeFunction("int EVP_EncryptFinal_ex(EVP_CIPHER_CTX *context, unsigned char *out, int *written)")]
    int EncryptFinal(NativeHandle context, byte[] destination, out int written);

    [NativeFunction("int EVP_DecryptInit_ex(EVP_CIPHER_CTX *context, const EVP_CIPHER *type, ENGINE *engine, const unsigned char *key, const unsigned char *iv)")]
    int DecryptInit(NativeHandle context, NativePointer type, NativePointer engine, byte[]? key, byte[]? iv);

    [NativeFunction("int EVP_DecryptUpdate(EVP_CIPHER_CTX *context, unsigned char *out, int *written, const unsigned char *in, int count) __attribute__((access(read_only, 4, 5)))")]
    int DecryptUpdate(NativeHandle context, byte[]? destination, out int written, byte[] source, int count);

    [NativeFunction("int EVP_DecryptFinal_ex(EVP_CIPHER_CTX *context, unsigned char *out, int *written)")]
    int DecryptFinal(NativeHandle context, byte[] destination, out int written);
}
