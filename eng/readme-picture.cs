// Makes docs/images/before-after.png, README's picture: a photograph, the same after max pooling and after average pooling.
// Run it from the repository's root: dotnet run eng/readme-picture.cs
#:project ../src/Cenote/Cenote.csproj
#:project ../src/Cenote.Data/Cenote.Data.csproj
#:project ../src/Cenote.TensorBoard/Cenote.TensorBoard.csproj
#:property PublishAot=false

using System.Numerics.Tensors;
using Cenote;
using Cenote.Data;
using Cenote.TensorBoard;

const int Panel = 384, Gap = 24;
const int Tile = 17; // The cat's eye: max pooling keeps the light in it, averaging dims it.
using Photographs photographs = new();
Tensor<float> image = new DataLoader(photographs, batchSize: 1).ElementAt(Tile).Images;
Tensor<float>[] panels = [image, new MaxPool2d(4).Forward(image), new AvgPool2d(4).Forward(image)];

int width = panels.Length * Panel + (panels.Length - 1) * Gap;
byte[] picture = new byte[width * Panel * 4];
for (int p = 0; p < panels.Length; p++)
{
    nint side = panels[p].Lengths[3];
    for (int y = 0; y < Panel; y++)
    {
        for (int x = 0; x < Panel; x++)
        {
            int at = (y * width + p * (Panel + Gap) + x) * 4;
            for (int c = 0; c < 3; c++)
                picture[at + c] = (byte)(panels[p][0, c, y * side / Panel, x * side / Panel] * 255);

            picture[at + 3] = 255;
        }
    }
}

Directory.CreateDirectory("docs/images");
File.WriteAllBytes("docs/images/before-after.png", Png.Encode(picture, width, Panel, 4));
